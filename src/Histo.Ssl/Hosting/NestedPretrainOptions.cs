using Histo.Ssl.Training;
using Microsoft.Extensions.Options;

namespace Histo.Ssl.Hosting;

/// <summary>Applies what the host configures as <see cref="PretrainOptions"/> to <see cref="HistoSslOptions.Pretrain"/>, so that there is one set of values.</summary>
/// <param name="configure">The host's settings in their order.</param>
/// <param name="postConfigure">The host's last words.</param>
internal sealed class NestedPretrainOptions(IEnumerable<IConfigureOptions<PretrainOptions>> configure, IEnumerable<IPostConfigureOptions<PretrainOptions>> postConfigure)
    : IConfigureNamedOptions<HistoSslOptions>, IPostConfigureOptions<HistoSslOptions>
{
    public void Configure(HistoSslOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, HistoSslOptions options)
    {
        foreach (IConfigureOptions<PretrainOptions> each in configure)
        {
            if (each is IConfigureNamedOptions<PretrainOptions> named)
            {
                named.Configure(name, options.Pretrain);
            }
            else if (name == Options.DefaultName)
            {
                each.Configure(options.Pretrain);
            }
        }
    }

    public void PostConfigure(string? name, HistoSslOptions options)
    {
        foreach (IPostConfigureOptions<PretrainOptions> each in postConfigure)
        {
            each.PostConfigure(name, options.Pretrain);
        }
    }
}
