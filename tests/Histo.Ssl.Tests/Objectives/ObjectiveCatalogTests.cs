using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Histo.Ssl.Encoders;
using Histo.Ssl.Objectives;
using Histo.Ssl.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Histo.Ssl.Tests.Objectives;

/// <summary>Objectives of an application's own among the built-in ones.</summary>
public class ObjectiveCatalogTests
{
    private static readonly ObjectiveCatalog Catalog = new([new OwnProvider()]);

    [Fact]
    public void Names_BuiltInAndOwn_AreSorted() =>
        Catalog.Names.Should().BeInAscendingOrder(StringComparer.Ordinal).And.Contain("own").And.Contain(ObjectiveFactory.Names);

    [Fact]
    public void Create_OwnAndBuiltIn()
    {
        using Encoder encoder = ObjectiveCases.SmallResNet();
        var setup = new ObjectiveSetup { Encoder = encoder };
        using IJointEmbeddingObjective own = Catalog.Create(new ObjectiveOptions { Name = "own", Custom = new JsonObject { ["temperature"] = 0.7 } }, setup);
        using IJointEmbeddingObjective builtIn = Catalog.Create(new ObjectiveOptions { Name = "simclr", SimClr = { Projector = "8-4" } }, setup);
        (own.Name, builtIn.Name).Should().Be(("simclr", "simclr"), "the provider of this test makes one");
        own.ProjectionSize.Should().Be(3);
    }

    [Fact]
    public void Complete_WritesOutDefaults()
    {
        var options = new ObjectiveOptions { Name = "own", Custom = new JsonObject { ["temperature"] = 0.7 } };
        Catalog.Complete(options);
        options.Custom!.ToJsonString().Should().Be("""{"temperature":0.7,"projector":"8-3"}""");
    }

    [Fact]
    public void Hash_ChangesWithCustomSettings_AndNotWithoutThem()
    {
        string Hash(JsonObject? custom) => PretrainJson.Hash(new PretrainOptions { Objective = { Custom = custom } });
        Hash(null).Should().Be(PretrainJson.Hash(new PretrainOptions()));
        Hash(new JsonObject { ["temperature"] = 0.7 }).Should().NotBe(Hash(new JsonObject { ["temperature"] = 0.8 })).And.NotBe(Hash(null));
        PretrainJson.WriteOptions(new PretrainOptions()).Should().NotContain("custom", "runs made before have the hash that they had");
    }

    [Fact]
    public void Json_RoundTrip_KeepsCustomSettings()
    {
        var options = new PretrainOptions { Objective = { Name = "own", Custom = new JsonObject { ["temperature"] = 0.1 } } };
        PretrainOptions read = PretrainJson.ReadOptions(PretrainJson.WriteOptions(options), "test");
        PretrainJson.Hash(read).Should().Be(PretrainJson.Hash(options));
    }

    [Fact]
    public void Validate_WrongOptions_Code()
    {
        Code(() => Catalog.Validate(new ObjectiveOptions { Name = "nothing" })).Should().Be(ErrorCodes.UnknownObjective);
        Code(() => ObjectiveCatalog.BuiltIn.Validate(new ObjectiveOptions { Name = "own" })).Should().Be(ErrorCodes.UnknownObjective);
        Code(() => Catalog.Validate(new ObjectiveOptions { Name = "own", Custom = new JsonObject { ["temprature"] = 1 } })).Should().Be(ErrorCodes.InvalidOption);
        Code(() => Catalog.Validate(new ObjectiveOptions { Name = "own", Custom = new JsonObject { ["temperature"] = 50 } })).Should().Be(ErrorCodes.InvalidOption);
        Code(() => Catalog.Validate(new ObjectiveOptions { Name = "simclr", Custom = new JsonObject() })).Should().Be(ErrorCodes.InvalidOption);
        Code(() => new ObjectiveCatalog([new OwnProvider(), new OwnProvider()])).Should().Be(ErrorCodes.InvalidOption);
    }

    [Fact]
    public void Container_RegisteredProvider_MayBeNamedInSettings()
    {
        IServiceCollection services = new ServiceCollection().AddHistoSsl().Configure<PretrainOptions>(options => options.Objective.Name = "own");
        using (ServiceProvider without = services.BuildServiceProvider())
        {
            FluentActions.Invoking(() => without.GetRequiredService<IOptions<HistoSslOptions>>().Value).Should().Throw<OptionsValidationException>().WithMessage("*HS1601*");
        }

        using ServiceProvider with = services.AddSingleton<IObjectiveProvider, OwnProvider>().BuildServiceProvider();
        PretrainOptions options = with.GetRequiredService<IOptions<PretrainOptions>>().Value;
        (options.Objective.Name, options.Objective.Custom).Should().Be(("own", null));
        with.GetRequiredService<PretrainPipeline>().Should().NotBeNull();
    }

    private static string Code(Action act) => act.Should().Throw<HistoException>().Which.Code;

    private static string Code(Func<object?> act) => act.Should().Throw<HistoException>().Which.Code;

    private sealed class OwnOptions
    {
        [Range(0.01, 10)]
        public double Temperature { get; set; } = 0.5;

        public string Projector { get; set; } = "8-3";
    }

    private sealed class OwnProvider() : ObjectiveProvider<OwnOptions>((JsonTypeInfo<OwnOptions>)Json.GetTypeInfo(typeof(OwnOptions)))
    {
        private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

        public override string Name => "own";

        protected override IJointEmbeddingObjective Create(OwnOptions options, ObjectiveSetup setup) =>
            new SimClrObjective(setup.Encoder.EmbeddingSize, new SimClrOptions { Temperature = options.Temperature, Projector = options.Projector }, setup.Seed);
    }
}
