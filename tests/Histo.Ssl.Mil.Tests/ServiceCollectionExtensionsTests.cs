using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Slides;
using Histo.Ssl.Training;
using Microsoft.Extensions.DependencyInjection;

namespace Histo.Ssl.Mil.Tests;

public class ServiceCollectionExtensionsTests
{
    [Fact]
    public void AddHistoMil_Alone_BringsHistoSsl()
    {
        using ServiceProvider provider = new ServiceCollection().AddHistoMil().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
        provider.GetRequiredService<PretrainPipeline>().Should().NotBeNull();
        provider.GetRequiredService<SlideModelPipeline>().Should().BeSameAs(provider.GetRequiredService<SlideModelPipeline>());
        provider.GetRequiredService<ISlideReaderFactory>().Readers.Select(reader => reader.Name).Should().Equal("tiff", "image", "openslide");
    }

    [Fact]
    public void AddHistoMil_AgainAndAfterAddHistoSsl_AddsNothing()
    {
        IServiceCollection services = new ServiceCollection().AddHistoSsl(options => options.TiffCacheMegabytes = 8).AddHistoMil();
        Dictionary<Type, int> Count() => services.GroupBy(each => each.ServiceType).ToDictionary(each => each.Key, each => each.Count());
        Dictionary<Type, int> before = Count();
        services.AddHistoMil().AddHistoMil();
        Count().Should().Equal(before);
    }
}
