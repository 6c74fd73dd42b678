namespace Histo.Ssl.Pairs;

/// <summary>Several guards at once: an anchor must pass all of them; the widest exclusion radius holds.</summary>
public sealed class CombinedGuard : IAnchorGuard
{
    private readonly IAnchorGuard[] _guards;

    /// <summary>Combines guards.</summary>
    /// <param name="guards">The guards; none lets everything pass.</param>
    public CombinedGuard(params IReadOnlyList<IAnchorGuard> guards)
    {
        ArgumentNullException.ThrowIfNull(guards);
        _guards = [.. guards];
        ExclusionRadius = _guards.Length == 0 ? 0 : _guards.Max(guard => guard.ExclusionRadius);
        Description = string.Join(", ", _guards.Select(guard => guard.Description));
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int ExclusionRadius { get; }

    /// <inheritdoc/>
    public IAnchorBatch Begin(int batchSize) => new Batch([.. _guards.Select(guard => guard.Begin(batchSize))]);

    /// <summary>The guards of several samplers as one; null when none has any.</summary>
    internal static IAnchorGuard? Of(IEnumerable<IPositivePairSampler> samplers)
    {
        IAnchorGuard[] guards = [.. samplers.Select(sampler => sampler.Guard).OfType<IAnchorGuard>().Distinct()];
        return guards.Length switch { 0 => null, 1 => guards[0], _ => new CombinedGuard(guards) };
    }

    private sealed class Batch(IAnchorBatch[] batches) : IAnchorBatch
    {
        public bool Allows(int tile)
        {
            foreach (IAnchorBatch batch in batches)
            {
                if (!batch.Allows(tile))
                {
                    return false;
                }
            }

            return true;
        }

        public void Add(int tile)
        {
            foreach (IAnchorBatch batch in batches)
            {
                batch.Add(tile);
            }
        }
    }
}
