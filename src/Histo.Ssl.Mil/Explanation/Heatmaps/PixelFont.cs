using System.Globalization;

namespace Histo.Ssl.Mil.Explanation;

/// <summary>Letters of 5 x 7 pixels for pictures, so that they look the same on every machine, with fonts or without.</summary>
/// <remarks>Capitals, digits and a few signs; small letters are written as capitals, any other character as a box.</remarks>
internal static class PixelFont
{
    /// <summary>Height of a letter in pixels at scale 1.</summary>
    public const int Height = 7;

    private const int Width = 5, Advance = 6;

    // A letter, then its seven rows as hexadecimal numbers of five bits, leftmost pixel first.
    private const string Shapes = """
        A0E11111F111111 B1E11111E11111E C0E11101010110E D1E11111111111E E1F10101E10101F F1F10101E101010 G0E11101711110E H1111111F111111 I0E04040404040E J0702020202120C
        K11121418141211 L1010101010101F M111B1515111111 N11191513111111 O0E11111111110E P1E11111E101010 Q0E11111115120D R1E11111E141211 S0F10100E01011E T1F040404040404
        U1111111111110E V11111111110A04 W11111115151B11 X11110A040A1111 Y11110A04040404 Z1F01020408101F 00E11131519110E 1040C040404040E 20E11010608101F 31E01010E01011E
        402060A121F0202 51F101E0101110E 60608101E11110E 71F010204080808 80E11110E11110E 90E11110F01020C .00000000000C0C ,00000000040408 -0000000E000000 _0000000000001F
        +0004041F040400 /01010204081010 %18190204081303 (02040808080402 )08040202020408 :000C0C000C0C00 =00001F001F0000 ?0E110106040004
        """;

    private static readonly byte[] Box = [0x1F, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1F];

    private static readonly Dictionary<char, byte[]> Letters = Shapes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToDictionary(
        text => text[0], text => Enumerable.Range(0, Height).Select(row => byte.Parse(text.AsSpan(1 + (2 * row), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray());

    /// <summary>Returns the width of a text in pixels.</summary>
    public static int Measure(string text, int scale) => text.Length == 0 ? 0 : ((text.Length * Advance) - 1) * scale;

    /// <summary>Calls back for each set pixel, relative to the text's upper left corner at scale 1.</summary>
    public static void Draw(string text, Action<int, int> set)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ')
            {
                continue;
            }

            byte[] rows = Letters.GetValueOrDefault(char.ToUpperInvariant(text[i]), Box);
            for (int row = 0; row < Height; row++)
            {
                for (int column = 0; column < Width; column++)
                {
                    if ((rows[row] & (1 << (Width - 1 - column))) != 0)
                    {
                        set((i * Advance) + column, row);
                    }
                }
            }
        }
    }
}
