using System.Runtime.CompilerServices;

namespace Histo.Ssl.Objectives;

/// <summary>Finds which similarities stand at given places of the descending order, without sorting the rest.</summary>
/// <remarks>
/// Two passes: count the values in narrow steps from 1 down to -1, then collect those in the steps that matter and sort each step that holds a wanted place. Equal values stand in the order of their index.
/// Exact for any numbers; fast for cosines. Keeps its buffers: one instance a thread.
/// </remarks>
internal sealed class RankSelector
{
    private const int Steps = 1 << 16;
    private readonly int[] _ends = new int[Steps + 1];
    private ulong[] _entries = [];

    /// <summary>Finds the indices of values by their places.</summary>
    /// <param name="values">The values; negative infinity for those that must come last.</param>
    /// <param name="ranks">Places, ascending, below the number of values.</param>
    /// <param name="found">Receives the index of the value at each place.</param>
    public void Select(ReadOnlySpan<float> values, ReadOnlySpan<int> ranks, Span<int> found)
    {
        if (ranks.IsEmpty)
        {
            return;
        }

        int last = Count(values, ranks[^1]);
        Collect(values, last);
        for (int i = 0, step = 0; i < ranks.Length; i++)
        {
            int sorted = step;
            while (_ends[step] <= ranks[i])
            {
                step++;
            }

            if (i == 0 || step > sorted)
            {
                int start = step == 0 ? 0 : _ends[step - 1];
                _entries.AsSpan(start, _ends[step] - start).Sort();
            }

            found[i] = (int)(uint)_entries[ranks[i]];
        }
    }

    /// <summary>Counts; afterwards an entry of <see cref="_ends"/> is the place where the step begins. Returns the step that holds the last wanted place.</summary>
    private int Count(ReadOnlySpan<float> values, int rank)
    {
        Array.Clear(_ends);
        foreach (float value in values)
        {
            _ends[StepOf(value)]++;
        }

        int before = 0, step = 0;
        for (; step < Steps; step++)
        {
            (_ends[step], before) = (before, before + _ends[step]);
            if (before > rank)
            {
                break;
            }
        }

        if (_entries.Length < before)
        {
            _entries = new ulong[before + (before / 8)];
        }

        return step;
    }

    /// <summary>Puts value and index of each entry into its step; afterwards an entry of <see cref="_ends"/> is the place where the step ends.</summary>
    private void Collect(ReadOnlySpan<float> values, int last)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int step = StepOf(values[i]);
            if (step <= last)
            {
                _entries[_ends[step]++] = Entry(values[i], i);
            }
        }
    }

    // Infinity becomes the smallest whole number, and that the last step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StepOf(float value) => (int)Math.Min((uint)float.ConvertToIntegerNative<int>(float.MaxNative((1 - value) * (Steps / 2), 0)), Steps - 1);

    // Ascending entries are descending values: bits of a float in order, turned round, then the index.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Entry(float value, int index)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value), ascending = bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
        return ((ulong)~ascending << 32) | (uint)index;
    }
}
