using Histo.Ssl.Training;
using Microsoft.Extensions.Options;

namespace Histo.Ssl.Hosting;

/// <summary>Gives <c>IOptions&lt;PretrainOptions&gt;</c> the values of <see cref="HistoSslOptions.Pretrain"/>.</summary>
/// <param name="options">Makes the outer options; they have applied the host's settings already.</param>
/// <param name="checks">The host's own checks.</param>
internal sealed class PretrainOptionsFactory(IOptionsFactory<HistoSslOptions> options, IEnumerable<IValidateOptions<PretrainOptions>> checks)
    : OptionsFactory<PretrainOptions>([], [], checks)
{
    protected override PretrainOptions CreateInstance(string name) => options.Create(name).Pretrain;
}
