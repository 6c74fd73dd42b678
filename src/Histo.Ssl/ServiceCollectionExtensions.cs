using Histo.Ssl;
using Histo.Ssl.Features;
using Histo.Ssl.Hosting;
using Histo.Ssl.Objectives;
using Histo.Ssl.Slides;
using Histo.Ssl.Slides.Images;
using Histo.Ssl.Slides.OpenSlide;
using Histo.Ssl.Slides.Tiff;
using Histo.Ssl.Tiling;
using Histo.Ssl.Tissue;
using Histo.Ssl.Training;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Histo.Ssl in a container. Every part can be made without one as well.</summary>
public static class HistoSslServiceCollectionExtensions
{
    /// <summary>
    /// Adds slide readers, <see cref="ISlideReaderFactory"/>, <see cref="ISlideSource"/>, <see cref="SlideInspector"/>, <see cref="ITissueDetector"/>, <see cref="TileSetBuilder"/>,
    /// <see cref="PretrainPipeline"/> and <see cref="FeatureExtractionPipeline"/>, all as singletons, and <see cref="HistoSslOptions"/>, which are checked when the host starts.
    /// </summary>
    /// <remarks>
    /// <para>What the application registered before is kept, so its own implementations go first; calling this again adds nothing but the further settings.</para>
    /// <para>
    /// Readers are asked in the order of registration: an own <see cref="ISlideReader"/> goes before those of this library when it is registered before this call, after them otherwise.
    /// An own <see cref="ITissueDetector"/> is used in place of the one that <see cref="PretrainOptions.Tissue"/> or <see cref="ExtractionOptions.Tissue"/> describes.
    /// </para>
    /// <para>An own <see cref="IObjectiveProvider"/> that is registered adds its objective to those that runs can name.</para>
    /// <para>Settings from a file: <c>services.Configure&lt;PretrainOptions&gt;(configuration.GetSection("Pretrain"))</c>.</para>
    /// </remarks>
    /// <param name="services">The container.</param>
    /// <param name="configure">Settings in code; null for none. They win over a bound <see cref="PretrainOptions"/>.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddHistoSsl(this IServiceCollection services, Action<HistoSslOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(each => each.ServiceType == typeof(IOptionsFactory<PretrainOptions>)))
        {
            AddOptions(services);
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ISlideReader, TiffReader>(provider => new TiffReader(new TiffReaderOptions { TileCacheBytes = (long)Settings(provider).TiffCacheMegabytes << 20 })),
            ServiceDescriptor.Singleton<ISlideReader, ImageReader>(),
            ServiceDescriptor.Singleton<ISlideReader, OpenSlideReader>(
                provider => Settings(provider).OpenSlideCacheMegabytes is { } megabytes ? new OpenSlideReader((long)megabytes << 20) : new OpenSlideReader()),
        ]);
        services.TryAddSingleton<ISlideReaderFactory>(provider => new SlideReaderFactory(provider.GetServices<ISlideReader>()));
        services.TryAddSingleton<ISlideSource>(
            provider => new SlideSource(provider.GetRequiredService<ISlideReaderFactory>(), new SlideOpenOptions { Reader = Settings(provider).Pretrain.Reader }));
        services.TryAddSingleton(provider => new SlideInspector(provider.GetRequiredService<ISlideReaderFactory>()));
        services.TryAddSingleton<ITissueDetector>(provider => new OtsuTissueDetector(Settings(provider).Pretrain.Tissue));
        services.TryAddSingleton(
            provider => new TileSetBuilder(provider.GetRequiredService<ISlideSource>(), Settings(provider).Pretrain.Tiling, provider.GetRequiredService<ITissueDetector>()));
        services.TryAddSingleton(provider => new PretrainPipeline(
            provider.GetRequiredService<ISlideReaderFactory>(), provider.GetService<ILoggerFactory>(), OwnTissueDetector(provider), provider.GetServices<IObjectiveProvider>()));
        services.TryAddSingleton(provider => new FeatureExtractionPipeline(provider.GetRequiredService<ISlideReaderFactory>(), provider.GetService<ILoggerFactory>(), OwnTissueDetector(provider)));
        return services;
    }

    // Otsu follows the options of each run.
    private static ITissueDetector? OwnTissueDetector(IServiceProvider provider) => provider.GetRequiredService<ITissueDetector>() is var own and not OtsuTissueDetector ? own : null;

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<HistoSslOptions>().ValidateOnStart();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IConfigureOptions<HistoSslOptions>, NestedPretrainOptions>(),
            ServiceDescriptor.Singleton<IPostConfigureOptions<HistoSslOptions>, NestedPretrainOptions>(),
            ServiceDescriptor.Singleton<IValidateOptions<HistoSslOptions>, OptionsValidator<HistoSslOptions>>(
                provider => new OptionsValidator<HistoSslOptions>(each => each.Validate(new ObjectiveCatalog(provider.GetServices<IObjectiveProvider>())))),
        ]);
        services.AddTransient<IOptionsFactory<PretrainOptions>, PretrainOptionsFactory>();
    }

    private static HistoSslOptions Settings(IServiceProvider provider) => provider.GetRequiredService<IOptions<HistoSslOptions>>().Value;
}
