// Compiled by MSBuild inside the application's build (RoslynCodeTaskFactory), so it is one file without dependencies.
// Why: libLibTorchSharp.so 0.107 asks the C++ runtime for one marker symbol of GCC 13, std::ios_base_library_init(). Debian 12,
// Ubuntu 22.04 and the like stop at GCC 12 and refuse to load it. The symbol is referenced and never called, so the copy in the
// output folder is re-linked to the symbol that older compilers name for the same purpose.
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
#if !HISTO_RELINK_ALONE
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
#endif

namespace Histo.Ssl.Build;

#if !HISTO_RELINK_ALONE
/// <summary>Writes a re-linked copy of libLibTorchSharp.so into the output folder.</summary>
public sealed class RelinkLibTorchSharp : Task
{
    /// <summary>Folder below which the native file is looked for.</summary>
    [Required]
    public string Folder { get; set; }

    public override bool Execute()
    {
        if (!Directory.Exists(Folder))
        {
            return true;
        }

        foreach (string name in new[] { "", "runtimes/linux-x64/native", "native" })
        {
            string file = Path.Combine(Folder, name, ElfRelinker.FileName);
            if (!File.Exists(file))
            {
                continue;
            }

            string outcome = ElfRelinker.RelinkInPlace(file);
            Log.LogMessage(outcome.StartsWith("left alone") ? MessageImportance.High : MessageImportance.Low, "{0}: {1}", file, outcome);
        }

        return true;
    }
}
#endif

/// <summary>Changes one symbol reference of a 64-bit little-endian ELF library.</summary>
public static class ElfRelinker
{
    public const string FileName = "libLibTorchSharp.so";
    public const string NewVersion = "GLIBCXX_3.4.32";
    public const string OldVersion = "GLIBCXX_3.4.30";
    public const string NewSymbol = "_ZSt21ios_base_library_initv";
    public const string OldSymbol = "_ZNSt8ios_base4InitC1Ev";

    /// <summary>Re-links <paramref name="file"/>; a symbolic link is replaced by a real file, its target is never written.</summary>
    /// <returns>"re-linked", "nothing to do", or "left alone: " and the reason.</returns>
    public static string RelinkInPlace(string file)
    {
        byte[] image = File.ReadAllBytes(file);
        string outcome = Relink(image);
        if (outcome != "re-linked")
        {
            return outcome;
        }

        DateTime stamp = File.GetLastWriteTimeUtc(file);
        string temporary = file + ".relink-" + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        File.SetLastWriteTimeUtc(temporary, stamp);
        File.Delete(file);
        File.Move(temporary, file);
        return outcome;
    }

    /// <summary>Re-links the image in memory.</summary>
    public static string Relink(byte[] image)
    {
        if (image.Length < 64 || image[0] != 0x7f || image[1] != 'E' || image[2] != 'L' || image[3] != 'F' || image[4] != 2 || image[5] != 1)
        {
            return "left alone: not a 64-bit little-endian ELF file";
        }

        long sections = BitConverter.ToInt64(image, 0x28);
        int sectionSize = BitConverter.ToUInt16(image, 0x3a), sectionCount = BitConverter.ToUInt16(image, 0x3c);
        if (sections <= 0 || sections + ((long)sectionSize * sectionCount) > image.Length)
        {
            return "left alone: no section table";
        }

        long needed = 0, versions = 0, symbols = 0, strings = 0, symbolBytes = 0, stringBytes = 0;
        for (int i = 0; i < sectionCount; i++)
        {
            int at = (int)(sections + (i * sectionSize));
            long offset = BitConverter.ToInt64(image, at + 0x18), size = BitConverter.ToInt64(image, at + 0x20);
            switch (BitConverter.ToUInt32(image, at + 4))
            {
                case 0x6ffffffe: needed = offset; break;
                case 0x6fffffff: versions = offset; break;
                case 11:
                    symbols = offset;
                    symbolBytes = size;
                    int link = (int)(sections + (BitConverter.ToInt32(image, at + 0x28) * sectionSize));
                    strings = BitConverter.ToInt64(image, link + 0x18);
                    stringBytes = BitConverter.ToInt64(image, link + 0x20);
                    break;
            }
        }

        if (needed == 0 || versions == 0 || symbols == 0 || strings == 0)
        {
            return "left alone: no dynamic symbol versions";
        }

        long fresh = 0, known = 0;
        foreach (long entry in VersionEntries(image, needed))
        {
            string name = Text(image, strings + BitConverter.ToUInt32(image, (int)entry + 8));
            fresh = name == NewVersion ? entry : fresh;
            known = name == OldVersion ? entry : known;
        }

        if (fresh == 0)
        {
            return "nothing to do";
        }

        if (known == 0)
        {
            return "left alone: it asks for " + NewVersion + " but not for " + OldVersion;
        }

        int version = BitConverter.ToUInt16(image, (int)fresh + 6) & 0x7fff;
        List<int> users = new List<int>();
        for (int i = 0; i < symbolBytes / 24; i++)
        {
            if ((BitConverter.ToUInt16(image, (int)versions + (2 * i)) & 0x7fff) == version)
            {
                users.Add(i);
            }
        }

        if (users.Count != 1)
        {
            return "left alone: " + users.Count + " symbols use " + NewVersion + ", expected one";
        }

        int symbol = (int)symbols + (24 * users[0]);
        uint nameAt = BitConverter.ToUInt32(image, symbol);
        if (Text(image, strings + nameAt) != NewSymbol || BitConverter.ToUInt16(image, symbol + 6) != 0)
        {
            return "left alone: the symbol that uses " + NewVersion + " is " + Text(image, strings + nameAt);
        }

        // A linker may let one name be the tail of another: then the text must not change.
        for (int i = 0; i < symbolBytes / 24; i++)
        {
            uint other = BitConverter.ToUInt32(image, (int)symbols + (24 * i));
            if (i != users[0] && other >= nameAt && other <= nameAt + NewSymbol.Length)
            {
                return "left alone: another symbol shares the name's bytes";
            }
        }

        Buffer.BlockCopy(image, (int)known, image, (int)fresh, 4);
        Buffer.BlockCopy(image, (int)known + 8, image, (int)fresh + 8, 4);
        byte[] text = new byte[NewSymbol.Length];
        Encoding.ASCII.GetBytes(OldSymbol, 0, OldSymbol.Length, text, 0);
        Buffer.BlockCopy(text, 0, image, (int)(strings + nameAt), text.Length);
        image[(int)versions + (2 * users[0])] = 1;
        image[(int)versions + (2 * users[0]) + 1] = 0;
        return "re-linked";
    }

    private static IEnumerable<long> VersionEntries(byte[] image, long library)
    {
        while (true)
        {
            long entry = library + BitConverter.ToUInt32(image, (int)library + 8);
            for (int left = BitConverter.ToUInt16(image, (int)library + 2); left > 0; left--)
            {
                yield return entry;
                entry += BitConverter.ToUInt32(image, (int)entry + 12);
            }

            uint next = BitConverter.ToUInt32(image, (int)library + 12);
            if (next == 0)
            {
                yield break;
            }

            library += next;
        }
    }

    private static string Text(byte[] image, long at)
    {
        int end = Array.IndexOf(image, (byte)0, (int)at);
        return Encoding.ASCII.GetString(image, (int)at, end - (int)at);
    }
}
