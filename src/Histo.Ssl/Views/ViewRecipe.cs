using Histo.Ssl.Randomness;

namespace Histo.Ssl.Views;

/// <summary>Draws the parameters of one view of a sample.</summary>
/// <remarks>
/// Every draw takes <see cref="Numbers"/> 32-bit words from its stream, always in the same places, whether or not an operation fires: crop 22 (ten tries of area and aspect, then x and y), flips 1 + 1, turn 1,
/// stain 1 + 6, colour jitter 1 + 4 + 1 (order), grey 1, blur 1 + 1, solarise 1. So switching one option off leaves all others as they were, and two recipes that share options share their draws.
/// Immutable and safe to share between threads.
/// </remarks>
public sealed class ViewRecipe
{
    /// <summary>How many 32-bit words a draw takes.</summary>
    public const int Numbers = 42;

    private readonly bool _crop, _turns, _shuffle;
    private readonly ResampleFilter _filter;
    private readonly StainConvention _convention;
    private readonly JitterModel _model;
    private readonly int _taps;
    private readonly double _areaLow, _areaHigh, _aspectLow, _aspectHigh, _logLow, _logHigh;
    private readonly double _flipHorizontal, _flipVertical, _stain, _jitter, _grey, _blur, _solarise;
    private readonly float _scaleStrength, _shiftStrength, _guard, _brightness, _contrast, _saturation, _hue, _sigmaLow, _sigmaHigh, _threshold;

    /// <summary>Creates a recipe.</summary>
    /// <param name="options">What to draw from; read once.</param>
    /// <exception cref="HistoException">HS0001: an option lies outside its range.</exception>
    public ViewRecipe(ViewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_crop, _turns, _shuffle) = (options.Crop.Enabled, options.QuarterTurns, options.Color.Shuffle && options.Color.Model == JitterModel.Torchvision);
        (_filter, _convention, _model, _taps) = (options.Crop.Filter, options.Stain.Convention, options.Color.Model, options.Blur.Taps);
        (_areaLow, _areaHigh, _aspectLow, _aspectHigh) = (options.Crop.AreaMinimum, options.Crop.AreaMaximum, options.Crop.AspectMinimum, options.Crop.AspectMaximum);
        (_logLow, _logHigh) = (Math.Log(_aspectLow), Math.Log(_aspectHigh));
        (_flipHorizontal, _flipVertical, _grey) = (options.FlipHorizontal, options.FlipVertical, options.Grey);
        (_stain, _jitter, _blur, _solarise) = (options.Stain.Probability, options.Color.Probability, options.Blur.Probability, options.Solarise.Probability);
        (_scaleStrength, _shiftStrength, _guard) = ((float)options.Stain.ScaleStrength, (float)options.Stain.ShiftStrength, (float)options.Stain.BackgroundGuard);
        (_brightness, _contrast) = ((float)options.Color.Brightness, (float)options.Color.Contrast);
        (_saturation, _hue) = ((float)options.Color.Saturation, (float)options.Color.Hue);
        (_sigmaLow, _sigmaHigh, _threshold) = ((float)options.Blur.SigmaMinimum, (float)options.Blur.SigmaMaximum, (float)options.Solarise.Threshold);
        StainSharing = options.Stain.Sharing;
    }

    /// <summary>Gets which views see the same stain parameters.</summary>
    public StainSharing StainSharing { get; }

    /// <summary>Opens the stream that belongs to one view of one sample.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Training step.</param>
    /// <param name="row">Position of the sample in the batch, 0 to N - 1, the same for all its views.</param>
    /// <param name="view">0 for the anchor, 1 for the positive, 2 and more for local crops.</param>
    public static CounterRandom Stream(ulong seed, long step, int row, int view) => new(seed, step, row, (RandomSlot)((int)RandomSlot.View0 + view));

    /// <summary>Draws the parameters of a view.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Training step.</param>
    /// <param name="row">Position of the sample in the batch, 0 to N - 1, the same for all its views.</param>
    /// <param name="view">0 for the anchor, 1 for the positive, 2 and more for local crops.</param>
    /// <param name="tileSize">Width and height of the tile in pixels.</param>
    /// <returns>A pure function of the arguments; stain parameters are the view's own, whatever <see cref="StainSharing"/>.</returns>
    public ViewParameters Draw(ulong seed, long step, int row, int view, int tileSize)
    {
        CounterRandom random = Stream(seed, step, row, view);
        return Draw(ref random, tileSize);
    }

    /// <summary>Draws the parameters of a view, the stain's from the stream of its slide when <see cref="StainSharing"/> asks for it.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Training step.</param>
    /// <param name="row">Position of the sample in the batch, 0 to N - 1, the same for all its views.</param>
    /// <param name="view">0 for the anchor, 1 for the positive, 2 and more for local crops.</param>
    /// <param name="slide">Index of the slide.</param>
    /// <param name="tileSize">Width and height of the tile in pixels.</param>
    public ViewParameters Draw(ulong seed, long step, int row, int view, int slide, int tileSize)
    {
        ViewParameters parameters = Draw(seed, step, row, view, tileSize);
        if (StainSharing == StainSharing.PerSlide)
        {
            var random = new CounterRandom(seed, step, slide, RandomSlot.Stain);
            DrawStain(ref random, ref parameters);
        }

        return parameters;
    }

    /// <summary>Draws the parameters of a view.</summary>
    /// <param name="random">Stream; <see cref="Numbers"/> words are taken.</param>
    /// <param name="tileSize">Width and height of the tile in pixels, 1 or more.</param>
    public ViewParameters Draw(ref CounterRandom random, int tileSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tileSize);
        ViewParameters parameters = ViewParameters.WholeTile(tileSize);
        parameters.Filter = _filter;
        parameters.JitterModel = _model;
        DrawCrop(ref random, tileSize, ref parameters);
        parameters.FlipHorizontal = Fires(ref random, _flipHorizontal);
        parameters.FlipVertical = Fires(ref random, _flipVertical);
        uint turns = random.NextUInt32() >> 30;
        parameters.QuarterTurns = _turns ? (byte)turns : (byte)0;
        DrawStain(ref random, ref parameters);
        DrawJitter(ref random, ref parameters);
        parameters.Grey = Fires(ref random, _grey);
        bool blurs = Fires(ref random, _blur);
        float sigma = random.Uniform(_sigmaLow, _sigmaHigh);
        (parameters.BlurSigma, parameters.BlurTaps) = blurs ? (sigma, _taps) : (0, 0);
        parameters.Solarise = Fires(ref random, _solarise);
        parameters.SolariseThreshold = parameters.Solarise ? _threshold : 0;
        return parameters;
    }

    // One word each, so that the count never varies; the bias of the multiplication is at most bound / 2^32.
    private static bool Fires(ref CounterRandom random, double probability) => random.NextUInt32() < probability * 4294967296.0;

    private static int Below(ref CounterRandom random, int bound) => (int)((ulong)random.NextUInt32() * (uint)bound >> 32);

    private static double Between(ref CounterRandom random, double low, double high) => low + ((high - low) * (random.NextUInt32() * (1 / 4294967296.0)));

    private void DrawCrop(ref CounterRandom random, int size, ref ViewParameters parameters)
    {
        // As torchvision: the first of ten tries that fits, whole pixels; else the largest centred crop of an allowed aspect.
        int width = 0, height = 0;
        for (int i = 0; i < 10; i++)
        {
            double area = (double)size * size * Between(ref random, _areaLow, _areaHigh), aspect = Math.Exp(Between(ref random, _logLow, _logHigh));
            int w = (int)Math.Round(Math.Sqrt(area * aspect)), h = (int)Math.Round(Math.Sqrt(area / aspect));
            if (width == 0 && w > 0 && w <= size && h > 0 && h <= size)
            {
                (width, height) = (w, h);
            }
        }

        bool fits = width > 0;
        if (!fits)
        {
            width = _aspectHigh < 1 ? Math.Max(1, (int)Math.Round(size * _aspectHigh)) : size;
            height = _aspectLow > 1 ? Math.Max(1, (int)Math.Round(size / _aspectLow)) : size;
        }

        int x = Below(ref random, size - width + 1), y = Below(ref random, size - height + 1);
        if (!_crop)
        {
            return;
        }

        (parameters.CropWidth, parameters.CropHeight) = (width, height);
        (parameters.CropX, parameters.CropY) = fits ? (x, y) : ((size - width) / 2, (size - height) / 2);
    }

    private void DrawStain(ref CounterRandom random, ref ViewParameters parameters)
    {
        bool fires = Fires(ref random, _stain);
        var scale = new Triple(
            random.Uniform(1 - _scaleStrength, 1 + _scaleStrength),
            random.Uniform(1 - _scaleStrength, 1 + _scaleStrength),
            random.Uniform(1 - _scaleStrength, 1 + _scaleStrength));
        var shift = new Triple(random.Uniform(-_shiftStrength, _shiftStrength), random.Uniform(-_shiftStrength, _shiftStrength), random.Uniform(-_shiftStrength, _shiftStrength));
        parameters.StainJitter = fires;
        parameters.StainConvention = _convention;
        parameters.StainGuard = fires ? _guard : 0;
        parameters.StainScale = fires ? scale : new Triple(1, 1, 1);
        parameters.StainShift = fires ? shift : default;
    }

    private void DrawJitter(ref CounterRandom random, ref ViewParameters parameters)
    {
        bool fires = Fires(ref random, _jitter);
        float brightness = random.Uniform(Math.Max(0, 1 - _brightness), 1 + _brightness);
        float contrast = random.Uniform(Math.Max(0, 1 - _contrast), 1 + _contrast);
        float saturation = random.Uniform(Math.Max(0, 1 - _saturation), 1 + _saturation);
        float hue = random.Uniform(-_hue, _hue);
        int order = Below(ref random, JitterOrders.Count);
        if (!fires)
        {
            return;
        }

        parameters.ColorJitter = true;
        (parameters.Brightness, parameters.Contrast, parameters.Saturation, parameters.Hue) = (brightness, contrast, saturation, hue);
        parameters.JitterOrder = _shuffle ? (byte)order : (byte)0;
    }
}
