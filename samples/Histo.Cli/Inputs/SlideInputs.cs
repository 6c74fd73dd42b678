using System.CommandLine;
using Histo.Cli.Output;
using Histo.Ssl.Slides;

namespace Histo.Cli.Inputs;

/// <summary>The options by which a command is given its slides.</summary>
internal sealed class SlideInputs
{
    private readonly Option<string[]> _slides = new("--slides") { Description = "Slide files or folders of slides.", AllowMultipleArgumentsPerToken = true, HelpName = "PATH" };

    private readonly Option<string?> _manifest = new("--manifest")
    {
        Description = "CSV with the columns slide_id,path,mpp,patient_id,label,annotation,group,offset_x,offset_y (only path is required), or a folder.",
        HelpName = "FILE",
    };

    public Option<string?> Reader { get; } = ReaderOption();

    public static Option<string?> ReaderOption()
    {
        var option = new Option<string?>("--reader") { Description = "Reader: auto (the managed reader where it supports the file, else OpenSlide), openslide, tiff or image. Default: auto." };
        option.AcceptOnlyFromAmong("auto", "openslide", "tiff", "image");
        return option;
    }

    /// <param name="command">The command.</param>
    /// <param name="withReader">Whether the command has no --reader of its own.</param>
    public void AddTo(Command command, bool withReader = true)
    {
        command.Options.Add(_slides);
        command.Options.Add(_manifest);
        if (withReader)
        {
            command.Options.Add(Reader);
        }
    }

    public bool AreGiven(ParseResult result) => result.GetValue(_slides) is { Length: > 0 } || result.GetValue(_manifest) is not null;

    public SlideManifest Load(ParseResult result)
    {
        string[] slides = result.GetValue(_slides) ?? [];
        string? file = result.GetValue(_manifest);
        if (Array.Find(slides, path => path.StartsWith("--", StringComparison.Ordinal)) is string option)
        {
            throw new UsageException($"there is no option {option}");
        }

        if (slides.Length > 0 == file is not null)
        {
            throw new UsageException("give either --slides PATH... or --manifest FILE");
        }

        SlideManifest manifest = file is null ? SlideManifest.FromPaths(slides) : SlideManifest.Load(file);
        foreach (string notice in manifest.Notices)
        {
            CliOutput.Notice(notice);
        }

        return manifest;
    }
}
