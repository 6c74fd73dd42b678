using System.Text.Json;

namespace Histo.Ssl.Views;

/// <summary>Writes view parameters and options as JSON and reads them back, every number exactly.</summary>
public static class ViewJson
{
    /// <summary>Writes the parameters of one view on one line.</summary>
    /// <param name="parameters">The parameters.</param>
    public static string Write(in ViewParameters parameters) => JsonSerializer.Serialize(parameters, ViewJsonContext.Default.ViewParameters);

    /// <summary>Writes the options of a set of views.</summary>
    /// <param name="options">The options.</param>
    public static string Write(ViewSetOptions options) => JsonSerializer.Serialize(options, ViewJsonContext.Default.ViewSetOptions);

    /// <summary>Reads the parameters of one view.</summary>
    /// <param name="json">What <see cref="Write(in ViewParameters)"/> wrote.</param>
    /// <exception cref="HistoException">HS1402: the text is not that.</exception>
    public static ViewParameters ReadParameters(string json) => Read(json, text => JsonSerializer.Deserialize(text, ViewJsonContext.Default.ViewParameters));

    /// <summary>Reads the options of a set of views.</summary>
    /// <param name="json">What <see cref="Write(ViewSetOptions)"/> wrote.</param>
    /// <exception cref="HistoException">HS1402: the text is not that.</exception>
    public static ViewSetOptions ReadOptions(string json) =>
        Read(json, text => JsonSerializer.Deserialize(text, ViewJsonContext.Default.ViewSetOptions) ?? throw new JsonException("null"));

    private static T Read<T>(string json, Func<string, T> parse)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return parse(json);
        }
        catch (JsonException error)
        {
            throw new HistoException(ErrorCodes.BadViewParameters, "the text does not describe views", error.Path, error.Message, inner: error);
        }
    }
}
