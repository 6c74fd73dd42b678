namespace Histo.Ssl.Slides;

/// <summary>Something that is wrong with a slide.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What, where, and what to do.</param>
public sealed record SlideProblem(string Code, string Message);
