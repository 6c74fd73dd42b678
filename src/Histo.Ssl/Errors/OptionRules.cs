using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl;

/// <summary>Checks an options object against its data annotations where it is used without a container.</summary>
internal static class OptionRules
{
    /// <exception cref="HistoException">HS0001: a value lies outside its range or contradicts another.</exception>
    public static T Require<T>(T options)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
        {
            throw new HistoException(ErrorCodes.InvalidOption, string.Join(' ', problems.Select(problem => problem.ErrorMessage)).TrimEnd('.'), typeof(T).Name);
        }

        return options;
    }
}
