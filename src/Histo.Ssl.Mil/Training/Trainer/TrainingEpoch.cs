using Histo.Ssl.Mil.Aggregators;
using Histo.Ssl.Mil.Bags;
using Histo.Ssl.Randomness;
using Histo.Ssl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Histo.Ssl.Mil.Training;

/// <summary>One pass over the training bags.</summary>
internal sealed class TrainingEpoch(MilTrainingOptions options, IMilAggregator model, MilTask task, BagCache bags, Optimizer optimizer, CollectionPause pause, CancellationToken cancellation)
{
    private readonly Dictionary<string, double> _terms = new(StringComparer.Ordinal);
    private double _loss;

    public (double Loss, Dictionary<string, double> Terms) Run(int epoch, double rate, IReadOnlyList<LabelledBag> training)
    {
        model.Module.train();
        int[] order = Order(epoch, training);
        int group = task.Kind == TargetKind.Survival ? options.SurvivalGroup : options.BagsPerStep;
        for (int start = 0; start < order.Length; start += group)
        {
            int[] members = order[start..Math.Min(order.Length, start + group)];
            pause.BetweenSteps();
            optimizer.ZeroGradients();
            if (task.Kind == TargetKind.Survival)
            {
                Compare(epoch, start, [.. members.Select(i => training[i])]);
            }
            else
            {
                for (int i = 0; i < members.Length; i++)
                {
                    Backward(epoch, start + i, training[members[i]], task.TargetOf(training[members[i]], model.Logits)!, 1.0 / members.Length);
                }
            }

            Clip();
            optimizer.Step(rate);
        }

        optimizer.ZeroGradients();
        return (_loss / order.Length, _terms.ToDictionary(term => term.Key, term => term.Value / order.Length, StringComparer.Ordinal));
    }

    private int[] Order(int epoch, IReadOnlyList<LabelledBag> training)
    {
        var random = new CounterRandom(options.Seed, epoch, 0, RandomSlot.BagOrder);
        int[] order = [.. Enumerable.Range(0, training.Count)];
        if (options.Balance == ClassBalance.Sampling && task.Kind == TargetKind.Classification)
        {
            int[][] members = [.. task.Classes.Select(name => order.Where(i => training[i].Label.Class == name).ToArray())];
            for (int i = 0; i < order.Length; i++)
            {
                int[] own = members[random.Next(members.Length)];
                order[i] = own[random.Next(own.Length)];
            }

            return order;
        }

        random.Shuffle(order.AsSpan());
        return order;
    }

    private void Backward(int epoch, int place, LabelledBag each, IBagTarget target, double share)
    {
        cancellation.ThrowIfCancellationRequested();
        using DisposeScope scope = NewDisposeScope();
        using BagLease lease = bags.Borrow(each);
        using Bag? part = Sample(lease.Bag, epoch, place);
        MilOutput output = model.Learn(Input(part ?? lease.Bag, target, epoch, place), share);
        double value = output.Terms.Sum(term => term.Weight * term.Value.to(ScalarType.Float64).item<double>());
        if (!double.IsFinite(value))
        {
            throw new HistoException(ErrorCodes.LossNotFinite, "the loss of a bag is not a finite number", each.Id, value, "a finite number", "Check the features for values that are not finite; lower the learning rate.");
        }

        Note(value, output);
    }

    // Risks first, without gradient; then each bag again, with the part of the joint loss that is its own.
    private void Compare(int epoch, int start, LabelledBag[] members)
    {
        var risks = new double[members.Length];
        for (int i = 0; i < members.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            using var noGrad = no_grad();
            using BagLease lease = bags.Borrow(members[i]);
            using Bag? part = Sample(lease.Bag, epoch, start + i);
            risks[i] = model.Forward(Input(part ?? lease.Bag, null, epoch, start + i)).Logits.to(ScalarType.Float64).mean().item<double>();
        }

        (double loss, double[] slopes) = CoxLoss.Compute(risks, [.. members.Select(bag => bag.Label.Time!.Value)], [.. members.Select(bag => bag.Label.Event!.Value)]);
        double before = _loss;
        for (int i = 0; i < members.Length; i++)
        {
            Backward(epoch, start + i, members[i], new SlopeTarget(slopes[i]), 1);
        }

        _loss = before + (loss * members.Length);
    }

    private MilInput Input(Bag bag, IBagTarget? target, int epoch, int place)
    {
        var draw = new BagDraw(options.Seed, epoch, place);
        manual_seed((long)(draw.Open(RandomSlot.Torch).NextUInt64() & long.MaxValue));
        return new MilInput(bag, target, draw);
    }

    private Bag? Sample(Bag bag, int epoch, int place)
    {
        if (options.MaxInstances is not { } most || bag.Count <= most)
        {
            return null;
        }

        var order = new Permutation(bag.Count, new BagDraw(options.Seed, epoch, place).Open(RandomSlot.BagInstances).NextUInt64(), 0);
        long[] chosen = [.. Enumerable.Range(0, most).Select(i => (long)order[i]).Order()];
        TilePositions? positions = bag.Positions is { } all
            ? new TilePositions([.. chosen.Select(i => all.X[(int)i])], [.. chosen.Select(i => all.Y[(int)i])], all.Step, all.TileSize)
            : null;
        return new Bag(bag.Id, bag.Features.index_select(0, tensor(chosen, device: bag.Features.device)), positions);
    }

    private void Note(double value, MilOutput output)
    {
        _loss += value;
        foreach (LossTerm term in output.Terms)
        {
            _terms[term.Name] = _terms.GetValueOrDefault(term.Name) + term.Value.to(ScalarType.Float64).item<double>();
        }
    }

    private void Clip()
    {
        if (options.GradientClip is not { } limit)
        {
            return;
        }

        NamedParameter[] all = [.. optimizer.Groups.SelectMany(group => group.Parameters)];
        IReadOnlyList<string> groups = model.ClipGroups;
        IEnumerable<NamedParameter[]> parts = groups.Count == 0 ? [all] : groups.Select(group => all.Where(each => each.Name.StartsWith(group + ".", StringComparison.Ordinal)).ToArray());
        foreach (NamedParameter[] part in parts)
        {
            GradientClipping.Apply(part, limit);
        }
    }
}
