using Histo.Ssl.Slides;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Histo.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Histo.Ssl.Tests;

public class ServiceCollectionExtensionsTests
{
    [Fact]
    public void AddHistoSsl_Alone_ResolvesEveryService()
    {
        IServiceCollection services = new ServiceCollection().AddHistoSsl();
        using ServiceProvider provider = Build(services);
        foreach (Type service in services.Select(each => each.ServiceType).Where(type => type.Assembly == typeof(HistoException).Assembly))
        {
            provider.GetService(service).Should().NotBeNull(service.Name);
        }

        provider.GetRequiredService<ISlideReaderFactory>().Readers.Select(reader => reader.Name).Should().Equal("tiff", "image", "openslide");
        provider.GetRequiredService<IStartupValidator>().Invoking(start => start.Validate()).Should().NotThrow();
    }

    [Fact]
    public void AddHistoSsl_Twice_RegistersOnce()
    {
        IServiceCollection services = new ServiceCollection().AddHistoSsl();
        int count = services.Count;
        services.AddHistoSsl();
        services.Should().HaveCount(count);
    }

    public static TheoryData<string, string, Action<PretrainOptions>> WrongOptions() => new()
    {
        { "HS0001", "Pretrain.Training.BatchSize", options => options.Training.BatchSize = 1 },
        { "HS0001", "Pretrain.Pairs.Spatial.ContextProbability", options => options.Pairs.Spatial.ContextProbability = 1.5 },
        { "HS0001", "Pretrain.Tissue.Threshold", options => options.Tissue.Threshold = double.NaN },
        { ErrorCodes.UnknownName, "Pairs.Sampler", options => options.Pairs.Sampler = "spatail" },
        { ErrorCodes.UnknownObjective, "Objective.Name", options => options.Objective.Name = "siamese" },
        { ErrorCodes.UnknownArchitecture, "Encoder.Architecture", options => options.Encoder.Architecture = "resnet1" },
        { ErrorCodes.UnknownAugmentation, "Augmentation.Preset", options => options.Augmentation.Preset = "strong" },
        { ErrorCodes.UnknownName, "Optimization.Optimizer", options => options.Optimization.Optimizer = "adamm" },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void Start_WrongOption_FailsWithItsName(string code, string name, Action<PretrainOptions> spoil)
    {
        foreach (IServiceCollection services in new[]
        {
            new ServiceCollection().AddHistoSsl(options => spoil(options.Pretrain)),
            new ServiceCollection().AddHistoSsl().Configure(spoil),
            new ServiceCollection().PostConfigure(spoil).AddHistoSsl(),
        })
        {
            using ServiceProvider provider = Build(services);
            provider.GetRequiredService<IStartupValidator>().Invoking(start => start.Validate()).Should().Throw<OptionsValidationException>()
                .Which.Message.Should().Contain(code).And.Contain(name);
        }
    }

    [Fact]
    public void Start_WrongOuterOption_FailsWithItsName()
    {
        using ServiceProvider provider = Build(new ServiceCollection().AddHistoSsl(options => options.TiffCacheMegabytes = -1));
        provider.GetRequiredService<IStartupValidator>().Invoking(start => start.Validate()).Should().Throw<OptionsValidationException>().WithMessage("*TiffCacheMegabytes*seen: -1*");
    }

    [Fact]
    public void PretrainOptions_ConfiguredEitherWay_AreOneSetOfValues()
    {
        using ServiceProvider provider = Build(new ServiceCollection()
            .Configure<PretrainOptions>(options => (options.Training.Steps, options.Training.Seed, options.Reader) = (7, 7, "image"))
            .AddHistoSsl(options => options.Pretrain.Training.Steps = 8)
            .AddHistoSsl(options => options.Pretrain.Tiling.TileSize = 96));
        PretrainOptions outer = provider.GetRequiredService<IOptions<HistoSslOptions>>().Value.Pretrain, inner = provider.GetRequiredService<IOptions<PretrainOptions>>().Value;
        (outer.Training.Steps, outer.Training.Seed, outer.Tiling.TileSize, outer.Reader).Should().Be((8, 7UL, 96, "image"));
        PretrainJson.WriteOptions(inner).Should().Be(PretrainJson.WriteOptions(outer));
        PretrainJson.WriteOptions(provider.GetRequiredService<IOptionsMonitor<PretrainOptions>>().CurrentValue).Should().Be(PretrainJson.WriteOptions(outer));
    }

    [Fact]
    public void PretrainOptions_ChecksOfTheHost_AreAsked()
    {
        IServiceCollection services = new ServiceCollection().AddHistoSsl();
        services.AddOptions<PretrainOptions>().Validate(options => options.Training.Seed != 0, "choose a seed");
        using ServiceProvider provider = Build(services);
        provider.Invoking(each => each.GetRequiredService<IOptions<PretrainOptions>>().Value).Should().Throw<OptionsValidationException>().WithMessage("*choose a seed*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OwnReader_BeforeOrAfter_IsAskedInItsPlace(bool before)
    {
        using var folder = new TempFolder();
        string unknown = folder.File("a.slide"), picture = folder.File("b.png");
        File.WriteAllText(unknown, "own format");
        File.WriteAllBytes(picture, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var own = new OwnReader();
        IServiceCollection services = new ServiceCollection();
        using ServiceProvider provider = Build(before ? services.AddSingleton<ISlideReader>(own).AddHistoSsl() : services.AddHistoSsl().AddSingleton<ISlideReader>(own));

        var factory = provider.GetRequiredService<ISlideReaderFactory>();
        factory.Choose(unknown).Should().BeSameAs(own);
        (factory.Choose(picture) == own).Should().Be(before);
        using ISlide slide = provider.GetRequiredService<ISlideSource>().Open(new ManifestSlide("a", [new ManifestPart(unknown)]));
        slide.ReaderName.Should().Be("memory");
    }

    [Fact]
    public void OwnServices_RegisteredBefore_AreKept()
    {
        var readers = new SlideReaderFactory([new OwnReader()]);
        var tissue = new OwnTissue();
        using var folder = new TempFolder();
        string file = folder.File("a.slide");
        File.WriteAllText(file, "own format");
        using ServiceProvider provider = Build(new ServiceCollection().AddSingleton<ISlideReaderFactory>(readers).AddSingleton<ITissueDetector>(tissue).AddHistoSsl(each => each.Pretrain.Tiling.TileSize = 8));

        provider.GetRequiredService<ISlideReaderFactory>().Should().BeSameAs(readers);
        provider.GetRequiredService<ITissueDetector>().Should().BeSameAs(tissue);
        var slides = new SlideManifest([new ManifestSlide("a", [new ManifestPart(file)])]);
        var options = new PretrainOptions { Tiling = { TileSize = 8 } };
        provider.GetRequiredService<TileSetBuilder>().Invoking(builder => builder.Build(slides.Slides)).Should().Throw<HistoException>().WithMessage("*own detector was asked*");
        provider.GetRequiredService<PretrainPipeline>().Invoking(pipeline => pipeline.Start(slides, options, folder.File("run"))).Should().Throw<HistoException>().WithMessage("*own detector was asked*");
    }

    private static ServiceProvider Build(IServiceCollection services) => services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    private sealed class OwnReader : ISlideReader
    {
        public string Name => "own";

        public SlideSupport Probe(string path) => new(true, "reads everything");

        public ISlide Open(string path, SlideOpenOptions? options = null) => new MemorySlide(new RgbImage(64, 64)) { FilePath = path };
    }

    private sealed class OwnTissue : ITissueDetector
    {
        public string Description => "own";

        public TissueMask Detect(ISlide slide, CancellationToken cancellationToken = default) => throw new HistoException(ErrorCodes.InvalidOption, "the own detector was asked");
    }
}
