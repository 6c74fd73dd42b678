using System.Globalization;

namespace Histo.Ssl.Slides.Tiff;

/// <summary>A slide that is being written: tiles of all levels as they come, directories at the end.</summary>
internal sealed class PyramidTiffFile(Stream stream, int width, int height, PyramidTiffOptions options, string path)
{
    private const int RowsPerStrip = 64;
    private readonly bool _bigTiff = options.BigTiff ?? (width * (long)height * 4 > uint.MaxValue - (1L << 28));
    private readonly TileEncoder _encoder = new(options.Compression, options.JpegQuality);
    private readonly List<TileSink> _levels = [];
    private PictureSink? _thumbnail;

    public void Write(RowBandSource source, CancellationToken cancellation)
    {
        long link = NewDirectory().WriteHeader(stream);
        RowTee sink = MakeLevels(width, height, PyramidTiffWriter.LevelCount(width, height, options));
        byte[] band = new byte[checked(width * 3 * Math.Min(options.TileSize, height))];
        for (int row = 0; row < height; row += options.TileSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = Math.Min(options.TileSize, height - row);
            source(row, rows, band.AsSpan(0, rows * width * 3));
            for (int i = 0; i < rows; i++)
            {
                sink.Add(band.AsSpan(i * width * 3, width * 3));
            }
        }

        sink.Complete();
        WriteDirectories(link);
        if (!_bigTiff && stream.Length > uint.MaxValue)
        {
            throw new HistoException(ErrorCodes.InvalidOption, "the slide is too large for a classic TIFF file", where: path, seen: stream.Length, wanted: "under 4 GiB", action: "Set BigTiff.");
        }
    }

    private RowTee MakeLevels(int columns, int rows, int count)
    {
        // Levels first to last, then further halves that are not stored, until a thumbnail comes out.
        var sinks = new List<IRowSink>();
        if (count > 0)
        {
            var tiles = new TileSink(stream, _encoder, columns, rows, options.TileSize);
            _levels.Add(tiles);
            sinks.Add(tiles);
        }

        if (_thumbnail is null && options.Flavor == TiffFlavor.Aperio && PyramidTiffWriter.FitsThumbnail(columns, rows))
        {
            _thumbnail = new PictureSink(columns, rows);
            sinks.Add(_thumbnail);
        }

        if (count > 1 || (_thumbnail is null && options.Flavor == TiffFlavor.Aperio))
        {
            sinks.Add(new HalvingSink(columns, rows, MakeLevels(PyramidTiffWriter.Half(columns), PyramidTiffWriter.Half(rows), count - 1)));
        }

        return new RowTee(sinks);
    }

    private void WriteDirectories(long link)
    {
        // OpenSlide takes the second directory of an Aperio file for the thumbnail.
        link = Link(link, LevelDirectory(0));
        if (_thumbnail is not null)
        {
            link = Link(link, PictureDirectory("thumbnail", _thumbnail.Picture, 0));
        }

        for (int level = 1; level < _levels.Count; level++)
        {
            link = Link(link, LevelDirectory(level));
        }

        foreach ((string name, RgbImage picture) in options.AssociatedImages.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            link = Link(link, PictureDirectory(name, picture, name == "macro" ? 9 : 1));
        }
    }

    private long Link(long link, TiffDirectoryWriter directory)
    {
        (long position, long next) = directory.Write(stream);
        directory.PutPosition(stream, link, position);
        return next;
    }

    private TiffDirectoryWriter LevelDirectory(int level)
    {
        TileSink tiles = _levels[level];
        TiffDirectoryWriter directory = Common(tiles.Width, tiles.Height, _encoder);
        directory.AddLong(TiffTagNumber.NewSubfileType, level == 0 || options.Flavor == TiffFlavor.Aperio ? 0 : 1);
        directory.AddLong(TiffTagNumber.TileWidth, options.TileSize);
        directory.AddLong(TiffTagNumber.TileLength, options.TileSize);
        directory.AddPositions(TiffTagNumber.TileOffsets, tiles.Offsets);
        directory.AddPositions(TiffTagNumber.TileByteCounts, tiles.ByteCounts);
        if (options.Flavor == TiffFlavor.Aperio)
        {
            string geometry = level == 0 ? $"{width}x{height} [0,0 {width}x{height}] ({options.TileSize}x{options.TileSize})"
                : $"{width}x{height} [0,0 {width}x{height}] ({options.TileSize}x{options.TileSize}) -> {tiles.Width}x{tiles.Height}";
            directory.AddText(TiffTagNumber.ImageDescription, Describe($"{geometry} {(_encoder.IsJpeg ? $"JPEG/YCC Q={options.JpegQuality}" : "lossless")}", facts: true));
        }

        if (options.Mpp is { } mpp)
        {
            double scale = 10_000 / (mpp * Math.Pow(2, level));
            directory.AddRational(TiffTagNumber.XResolution, scale);
            directory.AddRational(TiffTagNumber.YResolution, scale);
            directory.AddShort(TiffTagNumber.ResolutionUnit, 3);
        }

        return directory;
    }

    private TiffDirectoryWriter PictureDirectory(string name, RgbImage picture, int subfileType)
    {
        // A label is text: coding it with losses would blur it.
        TileEncoder encoder = _encoder.IsJpeg && name == "label" ? new TileEncoder(TiffCompression.Lzw, options.JpegQuality) : _encoder;
        var offsets = new List<long>();
        var counts = new List<long>();
        for (int row = 0; row < picture.Height; row += RowsPerStrip)
        {
            int rows = Math.Min(RowsPerStrip, picture.Height - row);
            byte[] coded = encoder.Encode(picture.Pixels.AsSpan(row * picture.Width * 3, rows * picture.Width * 3).ToArray(), picture.Width, rows);
            offsets.Add(stream.Position);
            counts.Add(coded.Length);
            stream.Write(coded);
        }

        TiffDirectoryWriter directory = Common(picture.Width, picture.Height, encoder);
        directory.AddLong(TiffTagNumber.NewSubfileType, subfileType);
        directory.AddLong(TiffTagNumber.RowsPerStrip, RowsPerStrip);
        directory.AddPositions(TiffTagNumber.StripOffsets, offsets);
        directory.AddPositions(TiffTagNumber.StripByteCounts, counts);
        string line = name == "thumbnail" ? $"{width}x{height} -> {picture.Width}x{picture.Height} - " : $"{name} {picture.Width}x{picture.Height}";
        directory.AddText(TiffTagNumber.ImageDescription, Describe(line, facts: name == "thumbnail"));
        return directory;
    }

    private TiffDirectoryWriter Common(int columns, int rows, TileEncoder encoder)
    {
        TiffDirectoryWriter directory = NewDirectory();
        directory.AddLong(TiffTagNumber.ImageWidth, columns);
        directory.AddLong(TiffTagNumber.ImageLength, rows);
        directory.AddShort(TiffTagNumber.BitsPerSample, 8, 8, 8);
        directory.AddShort(TiffTagNumber.Compression, encoder.TiffCode);
        directory.AddShort(TiffTagNumber.Photometric, encoder.IsJpeg ? 6 : 2);
        directory.AddShort(TiffTagNumber.SamplesPerPixel, 3);
        directory.AddShort(TiffTagNumber.PlanarConfiguration, 1);
        directory.AddText(TiffTagNumber.Software, "Histo.Ssl");
        if (encoder.IsJpeg)
        {
            directory.AddShort(TiffTagNumber.YCbCrSubsampling, 2, 2);
        }
        else if (encoder.HasPredictor)
        {
            directory.AddShort(TiffTagNumber.Predictor, 2);
        }

        return directory;
    }

    private string Describe(string line, bool facts)
    {
        string text = $"Aperio Image Library (layout; written by Histo.Ssl)\n{line}";
        text += facts && options.ObjectivePower is { } power ? string.Create(CultureInfo.InvariantCulture, $"|AppMag = {power}") : string.Empty;
        return text + (facts && options.Mpp is { } mpp ? string.Create(CultureInfo.InvariantCulture, $"|MPP = {mpp}") : string.Empty);
    }

    private TiffDirectoryWriter NewDirectory() => new(options.BigEndian, _bigTiff);
}
