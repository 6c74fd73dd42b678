using BitMiracle.LibTiff.Classic;
using Histo.Ssl.Slides;
using LibTiff = BitMiracle.LibTiff.Classic.Tiff;

namespace Histo.Ssl.Tests.Slides.Tiff;

/// <summary>How LibTiff.NET, a writer that is not ours, is to write a picture.</summary>
internal sealed record LibTiffPicture
{
    public Compression Compression { get; init; } = Compression.NONE;

    public Photometric Photometric { get; init; } = Photometric.RGB;

    public int Samples { get; init; } = 3;

    public bool Planar { get; init; }

    public int TileSize { get; init; } = 64;

    /// <summary>Rows of a strip; 0 for tiles.</summary>
    public int RowsPerStrip { get; init; }

    public bool Predictor { get; init; }

    public (short Horizontal, short Vertical) Subsampling { get; init; } = (2, 2);

    public bool BigEndian { get; init; }

    public ExtraSample? Extra { get; init; }

    public string? Description { get; init; }

    public string? Software { get; init; }

    public int BitsPerSample { get; init; } = 8;

    /// <summary>Samples of the picture, made of the colours: RGB, RGB + alpha, or grey (the red channel).</summary>
    public byte[] SamplesOf(RgbImage image)
    {
        byte[] samples = new byte[image.Width * image.Height * Samples];
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            for (int s = 0; s < Samples; s++)
            {
                samples[(i * Samples) + s] = s < 3 ? image.Pixels[(i * 3) + s] : (byte)(i * 7);
            }
        }

        return samples;
    }

    public string Write(string path, RgbImage image)
    {
        byte[] samples = SamplesOf(image);
        using LibTiff tiff = LibTiff.Open(path, BigEndian ? "wb" : "wl");
        tiff.SetField(TiffTag.IMAGEWIDTH, image.Width);
        tiff.SetField(TiffTag.IMAGELENGTH, image.Height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, BitsPerSample);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, Samples);
        tiff.SetField(TiffTag.PLANARCONFIG, Planar ? PlanarConfig.SEPARATE : PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.COMPRESSION, Compression);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric);
        if (RowsPerStrip > 0)
        {
            tiff.SetField(TiffTag.ROWSPERSTRIP, RowsPerStrip);
        }
        else
        {
            tiff.SetField(TiffTag.TILEWIDTH, TileSize);
            tiff.SetField(TiffTag.TILELENGTH, TileSize);
        }

        if (Extra is { } extra)
        {
            tiff.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)extra });
        }

        if (Predictor)
        {
            tiff.SetField(TiffTag.PREDICTOR, BitMiracle.LibTiff.Classic.Predictor.HORIZONTAL);
        }

        if (Compression == Compression.JPEG)
        {
            tiff.SetField(TiffTag.JPEGQUALITY, 95);
            if (Photometric == Photometric.YCBCR)
            {
                tiff.SetField(TiffTag.YCBCRSUBSAMPLING, Subsampling.Horizontal, Subsampling.Vertical);
                tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
            }
        }

        if (Description is not null)
        {
            tiff.SetField(TiffTag.IMAGEDESCRIPTION, Description);
        }

        if (Software is not null)
        {
            tiff.SetField(TiffTag.SOFTWARE, Software);
        }

        Encode(tiff, image, samples);
        tiff.WriteDirectory();
        return path;
    }

    /// <summary>Writes a file of one tile whose JPEG stream is complete in itself.</summary>
    public static void WriteJpegTile(string path, int width, int height, byte[] jpeg)
    {
        using LibTiff tiff = LibTiff.Open(path, "w");
        tiff.SetField(TiffTag.IMAGEWIDTH, width);
        tiff.SetField(TiffTag.IMAGELENGTH, height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 3);
        tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.COMPRESSION, Compression.JPEG);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.YCBCR);
        tiff.SetField(TiffTag.TILEWIDTH, width);
        tiff.SetField(TiffTag.TILELENGTH, height);
        tiff.WriteRawTile(0, jpeg, jpeg.Length).Should().Be(jpeg.Length);
        tiff.WriteDirectory();
    }

    private void Encode(LibTiff tiff, RgbImage image, byte[] samples)
    {
        int width = RowsPerStrip > 0 ? image.Width : TileSize, height = RowsPerStrip > 0 ? RowsPerStrip : TileSize, number = 0, bytes = BitsPerSample / 8;
        for (int plane = 0; plane < (Planar ? Samples : 1); plane++)
        {
            for (int top = 0; top < image.Height; top += height)
            {
                int rows = RowsPerStrip > 0 ? Math.Min(height, image.Height - top) : height;
                for (int left = 0; left < image.Width; left += width, number++)
                {
                    int perPixel = (Planar ? 1 : Samples) * bytes;
                    byte[] tile = new byte[width * rows * perPixel];
                    for (int y = 0; y < Math.Min(rows, image.Height - top); y++)
                    {
                        for (int x = 0; x < Math.Min(width, image.Width - left); x++)
                        {
                            for (int s = 0; s < perPixel; s++)
                            {
                                int source = ((((top + y) * image.Width) + left + x) * Samples) + (Planar ? plane : s / bytes);
                                tile[(((y * width) + x) * perPixel) + s] = samples[source];
                            }
                        }
                    }

                    int written = RowsPerStrip > 0 ? tiff.WriteEncodedStrip(number, tile, tile.Length) : tiff.WriteEncodedTile(number, tile, tile.Length);
                    written.Should().BePositive();
                }
            }
        }
    }
}
