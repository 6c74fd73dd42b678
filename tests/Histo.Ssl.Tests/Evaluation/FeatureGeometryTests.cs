using Histo.Ssl.Evaluation;
using Histo.Ssl.Features;

namespace Histo.Ssl.Tests.Evaluation;

public class FeatureGeometryTests
{
    [Fact]
    public void Uniformity_ClosedForms_AreMet()
    {
        Uniformity.Of(new FeatureMatrix(3, 2, [1, 0, 5, 0, 0.1, 0])).Should().BeApproximately(0, 1e-12, "one direction");
        Uniformity.Of(new FeatureMatrix(2, 2, [3, 0, 0, 7])).Should().BeApproximately(-4, 1e-12, "right angle: |x - y|^2 = 2");
        Uniformity.Of(new FeatureMatrix(2, 1, [2, -3])).Should().BeApproximately(-8, 1e-12, "opposite: |x - y|^2 = 4");
        double mixed = Math.Log((1 + Math.Exp(-4) + Math.Exp(-4)) / 3);
        Uniformity.Of(new FeatureMatrix(3, 2, [1, 0, 2, 0, 0, 1])).Should().BeApproximately(mixed, 1e-12);
    }

    [Fact]
    public void Uniformity_Sample_IsNearTheWholeAndRepeatable()
    {
        (FeatureMatrix features, _) = RandomFeatures.Classes(900, 6, 2, 3);
        double whole = Uniformity.Of(features), some = Uniformity.Of(features, maxRows: 300, seed: 4);
        some.Should().BeApproximately(whole, 0.1).And.NotBe(whole);
        Uniformity.Of(features, maxRows: 300, seed: 4).Should().Be(some);
        Refused(() => Uniformity.Of(features, maxRows: 1), ErrorCodes.InvalidOption);
        Refused(() => Uniformity.Of(features.Select([0])), ErrorCodes.WrongShape);
    }

    [Fact]
    public void NeighbourAlignment_Grid_EqualsANaiveLoopOverAllPairs()
    {
        (FeatureMatrix features, _) = RandomFeatures.Classes(60, 5, 2, 1);
        // A column is missing in the middle, and every eighth tile.
        int[] cells = [.. Enumerable.Range(0, 200).Where(i => i % 8 != 3).Take(60)];
        int[] slides = [.. cells.Select(cell => cell / 35)], columns = [.. cells.Select(cell => cell % 35 % 7 is var column && column > 3 ? column + 1 : column)], rows = [.. cells.Select(cell => cell % 35 / 7)];
        var distances = new List<double>();
        FeatureMatrix unit = features.NormalisedRows();
        for (int i = 0; i < 60; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (slides[i] == slides[j] && Math.Max(Math.Abs(columns[i] - columns[j]), Math.Abs(rows[i] - rows[j])) == 1)
                {
                    distances.Add(Enumerable.Range(0, 5).Sum(d => Math.Pow(unit.Row(i)[d] - unit.Row(j)[d], 2)));
                }
            }
        }

        NeighbourAlignment.Of(features, slides, columns, rows).Should().BeApproximately(distances.Average(), 1e-12);
        NeighbourAlignment.Of(features, slides, [.. columns.Select(c => 2 * c)], [.. rows.Select(r => 2 * r)]).Should().BeNull("no two tiles are adjacent");
        Refused(() => NeighbourAlignment.Of(features, slides, columns, rows.AsSpan(1)), ErrorCodes.WrongShape);
    }

    [Fact]
    public void CrossValidate_Report_HasTheFiguresOfTheLabelledTiles()
    {
        EmbeddingSet set = LabelledSets.Create(signal: 2);
        ProbeReport report = new ProbeRunner(new ProbeOptions { Shots = [] }).CrossValidate(set);
        LabelledTiles tiles = LabelledTiles.Select(set, new ProbeOptions());
        report.Silhouette.Should().BeApproximately(Silhouette.Mean(tiles.Features.NormalisedRows(), tiles.Labels), 1e-12).And.BePositive();
        report.EffectiveRank.Should().BeApproximately(EffectiveRank.Of(tiles.Features), 1e-9);
        report.Uniformity.Should().Be(Uniformity.Of(tiles.Features));
        report.Accuracy.Should().Be(report.Folds.Average(fold => fold.Accuracy)).And.BeApproximately(report.BalancedAccuracy, 0.02, "classes are of one size");
        report.Ari.Should().BeInRange(0.5, 1);
        report.NeighbourAlignment.Should().BeNull("all tiles of these sets lie in one cell");
        (report.TsneNmi, report.TsneAri).Should().Be(((double?)null, (double?)null));
        report.ToJson().Should().ContainAll("\"ari\"", "\"silhouette\"", "\"effectiveRank\"", "\"uniformity\"", "\"neighbourAlignment\": null", "\"tsneNmi\": null");
    }

    [Fact]
    public void CrossValidate_Map_FindsSeparateClasses()
    {
        EmbeddingSet set = LabelledSets.Create(signal: 60, slides: 4, tilesASlide: 30);
        var options = new ProbeOptions { Shots = [], Map = true };
        ProbeReport report = new ProbeRunner(options).CrossValidate(set);
        (report.TsneNmi, report.TsneAri, report.Ari).Should().Be((1, 1, 1));
        new ProbeRunner(options).CrossValidate(LabelledSets.Create(signal: 0, slides: 4, tilesASlide: 30)).TsneNmi.Should().BeLessThan(0.2);
    }

    private static void Refused(Action action, string code) => action.Should().Throw<HistoException>().Where(error => error.Code == code);
}
