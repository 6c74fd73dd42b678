using Histo.Ssl.Mil.WeakSupCon;
using Histo.Ssl.Objectives;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Histo.Ssl.Mil in a container.</summary>
public static class HistoMilServiceCollectionExtensions
{
    /// <summary>Adds Histo.Ssl and the parts of this package: WeakSupCon among the objectives that runs can name.</summary>
    /// <param name="services">The container.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddHistoMil(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveProvider, WeakSupConProvider>());
        return services.AddHistoSsl();
    }
}
