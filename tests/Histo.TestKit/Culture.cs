using System.Globalization;

namespace Histo.TestKit;

/// <summary>Runs the current thread under another culture until disposed; de-DE writes one half as "0,5".</summary>
public sealed class Culture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public Culture(string name) => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);

    public static Culture German() => new("de-DE");

    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
