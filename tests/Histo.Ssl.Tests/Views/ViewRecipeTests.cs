using Histo.Ssl.Randomness;
using Histo.Ssl.Views;

namespace Histo.Ssl.Tests.Views;

public class ViewRecipeTests
{
    private const int Count = 20000;

    private static ViewParameters[] Draw(ViewOptions options, int tileSize = 64, int count = Count)
    {
        var recipe = new ViewRecipe(options);
        return [.. Enumerable.Range(0, count).Select(row => recipe.Draw(1, row / 256, row % 256, 0, tileSize))];
    }

    private static ViewOptions Changed(Action<ViewOptions> change)
    {
        var options = new ViewOptions();
        change(options);
        return options;
    }

    private static void ShouldBeUniform(IEnumerable<int> values, int classes)
    {
        int[] counts = new int[classes];
        int total = 0;
        foreach (int value in values)
        {
            counts[value]++;
            total++;
        }

        double expected = (double)total / classes, statistic = counts.Sum(count => (count - expected) * (count - expected) / expected);
        // Wilson-Hilferty: the 99.99 % quantile of chi-square.
        double k = classes - 1, bound = k * Math.Pow(1 - (2 / (9 * k)) + (3.719 * Math.Sqrt(2 / (9 * k))), 3);
        statistic.Should().BeLessThan(bound);
    }

    private static void ShouldBeUniform(IEnumerable<float> values, double low, double high)
    {
        float[] all = [.. values];
        all.Should().OnlyContain(value => value >= low - 1e-6 && value <= high + 1e-6);
        ShouldBeUniform(all.Select(value => Math.Clamp((int)((value - low) / (high - low) * 20), 0, 19)), 20);
    }

    private static void ShouldFire(IEnumerable<bool> values, double probability)
    {
        bool[] all = [.. values];
        double share = all.Count(value => value) / (double)all.Length, deviation = Math.Sqrt(probability * (1 - probability) / all.Length);
        share.Should().BeInRange(probability - (4 * deviation), probability + (4 * deviation));
    }

    [Fact]
    public void Draw_Defaults_FireAsOftenAsTheirProbabilities()
    {
        ViewParameters[] views = Draw(new ViewOptions());
        ShouldFire(views.Select(view => view.FlipHorizontal), 0.5);
        ShouldFire(views.Select(view => view.FlipVertical), 0.5);
        ShouldFire(views.Select(view => view.StainJitter), 0.5);
        ShouldFire(views.Select(view => view.ColorJitter), 0.8);
        ShouldFire(views.Select(view => view.Grey), 0.1);
        ShouldFire(views.Select(view => view.BlurSigma > 0), 0.5);
        ShouldFire(views.Select(view => view.Solarise), 0);
        ShouldBeUniform(views.Select(view => (int)view.QuarterTurns), 4);
        ShouldBeUniform(views.Select(view => (view.FlipHorizontal ? 1 : 0) + (view.FlipVertical ? 2 : 0) + (4 * view.QuarterTurns)), 16);
        ShouldBeUniform(views.Where(view => view.ColorJitter).Select(view => (int)view.JitterOrder), 24);
    }

    [Fact]
    public void Draw_Defaults_FillTheirRangesEvenly()
    {
        ViewParameters[] views = Draw(new ViewOptions());
        ViewParameters[] jittered = [.. views.Where(view => view.ColorJitter)], stained = [.. views.Where(view => view.StainJitter)];
        ShouldBeUniform(jittered.Select(view => view.Brightness), 0.8, 1.2);
        ShouldBeUniform(jittered.Select(view => view.Contrast), 0.8, 1.2);
        ShouldBeUniform(jittered.Select(view => view.Saturation), 0.9, 1.1);
        ShouldBeUniform(jittered.Select(view => view.Hue), -0.05, 0.05);
        ShouldBeUniform(stained.Select(view => view.StainScale.First), 0.95, 1.05);
        ShouldBeUniform(stained.Select(view => view.StainScale.Third), 0.95, 1.05);
        ShouldBeUniform(stained.Select(view => view.StainShift.Second), -0.05, 0.05);
        ShouldBeUniform(views.Where(view => view.BlurSigma > 0).Select(view => view.BlurSigma), 0.1, 2);
    }

    [Fact]
    public void Draw_StrongFactors_StopAtZero() =>
        Draw(Changed(options => options.Color.Brightness = 1.5), count: 2000).Where(view => view.ColorJitter).Min(view => view.Brightness).Should().BeGreaterThanOrEqualTo(0);

    [Fact]
    public void Draw_Crops_HaveTheAreasAndAspectsAskedFor()
    {
        // A large tile: rounding to whole pixels does not matter, and the square aspect always fits.
        ViewParameters[] views = Draw(Changed(options => (options.Crop.AreaMinimum, options.Crop.AreaMaximum) = (0.08, 0.5)), tileSize: 1000);
        float[] areas = [.. views.Select(view => view.CropWidth * view.CropHeight / 1e6f)];
        // Rounding both sides moves an area by at most a thousandth.
        areas.Should().OnlyContain(area => area > 0.079 && area < 0.501);
        ShouldBeUniform(areas.Select(area => Math.Clamp(area, 0.08f, 0.5f)), 0.08, 0.5);
        double[] aspects = [.. views.Select(view => Math.Log(view.CropWidth / view.CropHeight))];
        aspects.Should().OnlyContain(value => Math.Abs(value) < Math.Log(4.0 / 3) + 0.01);
        aspects.Average().Should().BeApproximately(0, 0.006);
        aspects.Average(value => value * value).Should().BeApproximately(Math.Pow(Math.Log(4.0 / 3), 2) / 3, 0.001);
        views.Should().OnlyContain(view => view.CropX >= 0 && view.CropY >= 0 && view.CropX + view.CropWidth <= 1000 && view.CropY + view.CropHeight <= 1000);
        views.Should().OnlyContain(view => view.CropX == MathF.Round(view.CropX) && view.CropWidth == MathF.Round(view.CropWidth));
        ShouldBeUniform(views.Select(view => view.CropX / (1001 - view.CropWidth)), 0, 1);
        ShouldBeUniform(views.Select(view => view.CropY / (1001 - view.CropHeight)), 0, 1);
    }

    [Theory]
    [InlineData(3.0, 4.0, 64, 21, 0, 21)]
    [InlineData(0.25, 0.5, 32, 64, 16, 0)]
    public void Draw_CropThatNeverFits_IsTheCentreOfTheNearestAspect(double low, double high, int width, int height, int x, int y)
    {
        ViewParameters view = Draw(Changed(options => (options.Crop.AreaMinimum, options.Crop.AspectMinimum, options.Crop.AspectMaximum) = (1, low, high)), count: 1)[0];
        (view.CropWidth, view.CropHeight, view.CropX, view.CropY).Should().Be((width, height, x, y));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Draw_TinyTile_StaysInside(int tileSize) => Draw(Changed(options => options.Crop.AreaMinimum = 0.01), tileSize, 500)
        .Should().OnlyContain(view => view.CropWidth >= 1 && view.CropHeight >= 1 && view.CropX + view.CropWidth <= tileSize && view.CropY + view.CropHeight <= tileSize);

    [Fact]
    public void Draw_EverythingOff_IsTheWholeTile() => Draw(ViewOptions.Off(), 48, 300).Should().AllBeEquivalentTo(ViewParameters.WholeTile(48));

    [Fact]
    public void Draw_EverythingOn_Fires()
    {
        ViewOptions options = Changed(each =>
        {
            (each.FlipHorizontal, each.FlipVertical, each.Grey) = (1, 1, 1);
            each.Stain.Probability = each.Color.Probability = each.Blur.Probability = each.Solarise.Probability = 1;
        });
        Draw(options, count: 500).Should().OnlyContain(view => view.FlipHorizontal && view.FlipVertical && view.Grey && view.StainJitter && view.ColorJitter && view.BlurSigma > 0 && view.Solarise);
    }

    [Fact]
    public void Draw_AlwaysTakesTheSameNumberOfWords()
    {
        foreach (ViewOptions options in new[] { new ViewOptions(), ViewOptions.Off(), Changed(each => each.Crop.AspectMinimum = each.Crop.AspectMaximum = 10) })
        {
            CounterRandom drawn = ViewRecipe.Stream(3, 4, 5, 1), counted = ViewRecipe.Stream(3, 4, 5, 1);
            new ViewRecipe(options).Draw(ref drawn, 33);
            for (int i = 0; i < ViewRecipe.Numbers; i++)
            {
                counted.NextUInt32();
            }

            drawn.NextUInt32().Should().Be(counted.NextUInt32());
        }
    }

    [Fact]
    public void Draw_OneOptionSwitchedOff_LeavesTheOthersAsTheyWere()
    {
        ViewParameters[] with = Draw(new ViewOptions(), count: 300), without = Draw(Changed(options => options.Color.Probability = 0), count: 300);
        without.Should().OnlyContain(view => !view.ColorJitter);
        ViewParameters[] expected = [.. with.Select(view => view with { ColorJitter = false, Brightness = 1, Contrast = 1, Saturation = 1, Hue = 0, JitterOrder = 0 })];
        without.Should().Equal(expected);

        ViewParameters[] uncropped = Draw(Changed(options => options.Crop.Enabled = false), count: 300);
        uncropped.Should().Equal(with.Select(view => view with { CropX = 0, CropY = 0, CropWidth = 64, CropHeight = 64 }));
    }

    [Fact]
    public void Draw_SameCoordinates_GivesTheSame_OtherCoordinatesAnother()
    {
        var recipe = new ViewRecipe(new ViewOptions());
        ViewParameters view = recipe.Draw(9, 2, 3, 0, 64);
        recipe.Draw(9, 2, 3, 0, 64).Should().Be(view);
        new[] { recipe.Draw(8, 2, 3, 0, 64), recipe.Draw(9, 1, 3, 0, 64), recipe.Draw(9, 2, 4, 0, 64), recipe.Draw(9, 2, 3, 1, 64) }.Should().NotContain(view);
    }

    [Fact]
    public void Draw_StainPerSlide_IsSharedByViewsAndRowsOfTheSlide()
    {
        var shared = new ViewRecipe(Changed(options => options.Stain.Sharing = StainSharing.PerSlide));
        var own = new ViewRecipe(new ViewOptions());
        (bool, Triple, Triple) Stain(ViewParameters view) => (view.StainJitter, view.StainScale, view.StainShift);
        var stains = new HashSet<(bool, Triple, Triple)>();
        for (int slide = 0; slide < 50; slide++)
        {
            ViewParameters first = shared.Draw(1, 2, 3, 0, slide, 64), second = shared.Draw(1, 2, 40, 1, slide, 64);
            Stain(second).Should().Be(Stain(first));
            stains.Add(Stain(first));
            ViewParameters alone = own.Draw(1, 2, 3, 0, slide, 64);
            (first with { StainJitter = alone.StainJitter, StainScale = alone.StainScale, StainShift = alone.StainShift }).Should().Be(alone);
            alone.Should().Be(own.Draw(1, 2, 3, 0, 64));
        }

        stains.Count.Should().BeGreaterThan(15);
        Stain(shared.Draw(1, 2, 3, 0, 1, 64)).Should().NotBe(Stain(shared.Draw(1, 9, 3, 0, 1, 64)));
    }

    [Fact]
    public void Of_AllOrders_AreThePermutationsInLexicographicOrder()
    {
        string[] orders = [.. Enumerable.Range(0, JitterOrders.Count).Select(order => string.Concat(JitterOrders.Of(order).ToArray().Select(each => (int)each)))];
        orders.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
        orders.Should().OnlyContain(order => string.Concat(order.Order()) == "0123");
        orders[0].Should().Be("0123");
        orders[^1].Should().Be("3210");
    }

    public static TheoryData<string, Action<ViewOptions>> Wrong() => new()
    {
        { "Views.Grey", options => options.Grey = 1.1 },
        { "Views.Crop.AreaMinimum", options => options.Crop.AreaMinimum = 0 },
        { "Views.Crop.AreaMinimum", options => (options.Crop.AreaMinimum, options.Crop.AreaMaximum) = (0.9, 0.5) },
        { "Views.Crop.AspectMinimum", options => options.Crop.AspectMinimum = 2 },
        { "Views.Stain.Probability", options => options.Stain.Probability = -0.1 },
        { "Views.Stain.BackgroundGuard", options => (options.Stain.BackgroundGuard, options.Stain.Convention) = (0.1, StainConvention.Skimage) },
        { "Views.Color.Hue", options => options.Color.Hue = 0.6 },
        { "Views.Color.Model", options => options.Color.Model = (JitterModel)9 },
        { "Views.Blur.Taps", options => options.Blur.Taps = 4 },
        { "Views.Blur.SigmaMinimum", options => options.Blur.SigmaMinimum = 3 },
        { "Views.Solarise.Threshold", options => options.Solarise.Threshold = double.NaN },
        { "Views.Blur", options => options.Blur = null! },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Constructor_WrongOption_NamesIt(string where, Action<ViewOptions> change)
    {
        HistoException error = FluentActions.Invoking(() => new ViewRecipe(Changed(change))).Should().Throw<HistoException>().Which;
        error.Code.Should().Be(ErrorCodes.InvalidOption);
        error.Where.Should().Be(where);
    }
}
