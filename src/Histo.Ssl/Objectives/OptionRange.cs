using System.ComponentModel.DataAnnotations;

namespace Histo.Ssl.Objectives;

/// <summary>Applies the data annotations of options that come without a host's validation.</summary>
internal static class OptionRange
{
    /// <summary>Throws HS0001 with the first annotation that is not met.</summary>
    public static void Require(object options)
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
        {
            string? option = results[0].MemberNames.FirstOrDefault();
            object? seen = option is null ? null : options.GetType().GetProperty(option)?.GetValue(options);
            throw new HistoException(ErrorCodes.InvalidOption, "an option is out of range", $"{options.GetType().Name}.{option}", seen, results[0].ErrorMessage);
        }
    }
}
