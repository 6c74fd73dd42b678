using Microsoft.Extensions.Options;

namespace Histo.Ssl.Hosting;

/// <summary>Lets the options framework report what an options class's own check says.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <param name="validate">The check; throws <see cref="HistoException"/>.</param>
internal sealed class OptionsValidator<TOptions>(Action<TOptions> validate) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        try
        {
            validate(options);
            return ValidateOptionsResult.Success;
        }
        catch (HistoException error)
        {
            return ValidateOptionsResult.Fail(error.Message);
        }
    }
}
