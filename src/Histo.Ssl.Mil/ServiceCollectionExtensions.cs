namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Histo.Ssl.Mil in a container.</summary>
public static class HistoMilServiceCollectionExtensions
{
    /// <summary>Adds Histo.Ssl and the parts of this package.</summary>
    /// <remarks>This version of the package brings no slide-level model yet: they come with a later version, behind this same call. Until then it does what <c>AddHistoSsl()</c> does.</remarks>
    /// <param name="services">The container.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddHistoMil(this IServiceCollection services) => services.AddHistoSsl();
}
