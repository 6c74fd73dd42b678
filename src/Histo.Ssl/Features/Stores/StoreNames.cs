namespace Histo.Ssl.Features;

/// <summary>Names in this library's HDF5 layout: TRIDENT's, and attributes of our own on the root.</summary>
internal static class StoreNames
{
    public const string Features = "features", Coordinates = "coords";
    public const string Format = "histo_format", Version = "histo-features-1", Checksum = "histo_sha256", ElementType = "element_type";
    public const string Encoder = "encoder", EncoderHash = "encoder_sha256", InputSize = "input_size", Normalisation = "normalisation";
    public const string Mpp = "mpp", TileSize = "tile_size", Stride = "stride", Step = "step_level0", TileExtent = "tile_extent_level0", Level0Mpp = "level0_mpp", Rows = "rows";
    public const string PatchSize = "patch_size", PatchSizeLevel0 = "patch_size_level0", SourceMagnification = "level0_magnification", TargetMagnification = "target_magnification";
    public const string Overlap = "overlap", Name = "name", SaveTo = "savetodir", Level0Width = "level0_width", Level0Height = "level0_height";
}
