using Histo.Ssl.Comparison;
using Histo.Ssl.Features;
using Histo.Ssl.Mil.Comparison;
using Histo.Ssl.Mil.SlideModels;
using Histo.Ssl.Mil.WeakSupCon;
using Histo.Ssl.Objectives;
using Histo.Ssl.Slides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Histo.Ssl.Mil in a container.</summary>
public static class HistoMilServiceCollectionExtensions
{
    /// <summary>Adds Histo.Ssl and the parts of this package: <see cref="SlideModelPipeline"/>, and <see cref="Comparer"/>, singletons, WeakSupCon among the objectives that runs can name and <see cref="MilJudge"/> among the judges.</summary>
    /// <remarks>What the application registered before is kept; calling this again adds nothing.</remarks>
    /// <param name="services">The container.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddHistoMil(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveProvider, WeakSupConProvider>());
        services.TryAddSingleton(provider => new SlideModelPipeline(provider.GetRequiredService<FeatureExtractionPipeline>(), provider.GetService<ILoggerFactory>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IComparisonJudge, MilJudge>());
        services.TryAddSingleton(provider => new Comparer(
            provider.GetRequiredService<ISlideReaderFactory>(), provider.GetServices<IComparisonJudge>(), provider.GetServices<IObjectiveProvider>(), provider.GetService<ILoggerFactory>()));
        return services.AddHistoSsl();
    }
}
