using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Histo.Ssl.Training;

/// <summary>Walks nested option classes and checks their data annotations.</summary>
internal static class OptionTree
{
    public static void Validate(object options, string path = "")
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
        {
            string name = string.Join(", ", problems[0].MemberNames.Select(member => path + member));
            object? seen = problems[0].MemberNames.Select(member => options.GetType().GetProperty(member)?.GetValue(options)).FirstOrDefault();
            throw new HistoException(ErrorCodes.InvalidOption, problems[0].ErrorMessage?.TrimEnd('.') ?? "an option lies outside its range", name, Convert.ToString(seen, CultureInfo.InvariantCulture));
        }

        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            bool nested = property.PropertyType.IsClass && property.PropertyType.Namespace?.StartsWith("Histo.Ssl", StringComparison.Ordinal) == true && !typeof(IEnumerable).IsAssignableFrom(property.PropertyType);
            if (nested && property.GetIndexParameters().Length == 0 && property.GetValue(options) is object inner)
            {
                Validate(inner, $"{path}{property.Name}.");
            }
        }
    }
}
