namespace Histo.Ssl.Encoders;

/// <summary>How a new encoder starts: what its spec does not say, because a file does not need it.</summary>
internal sealed record EncoderStart(ulong Seed, bool ZeroLastNormalization, DropPath DropPath);
