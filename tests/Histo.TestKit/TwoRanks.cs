using Histo.Ssl.Collectives;
using TorchSharp;

namespace Histo.TestKit;

/// <summary>Two ranks of a run as two threads of this process, for tests of what goes through <see cref="ICollective"/>.</summary>
/// <remarks>
/// Tensors are handed over with their graphs, so one graph spans both ranks: the gradient of the sum of both losses is what every rank would get from collectives that sum gradients over the ranks.
/// </remarks>
public static class TwoRanks
{
    /// <summary>Runs the same code on both ranks and returns what each of them returned. Results must not belong to a dispose scope of the code.</summary>
    public static (T First, T Second) Run<T>(Func<ICollective, T> code)
    {
        var results = new T[2];
        var errors = new Exception?[2];
        using var failed = new CancellationTokenSource();
        using var barrier = new Barrier(2);
        var slots = new torch.Tensor[2];
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = code(new Member(rank, slots, barrier, failed.Token));
            }
            catch (Exception error)
            {
                errors[rank] = error;
                failed.Cancel();
            }
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Exception? first = errors.FirstOrDefault(error => error is not null and not OperationCanceledException) ?? errors.FirstOrDefault(error => error is not null);
        return first is null ? (results[0], results[1]) : throw first;
    }

    private sealed class Member(int rank, torch.Tensor[] slots, Barrier barrier, CancellationToken failed) : ICollective
    {
        public int WorldSize => 2;

        public int Rank => rank;

        public torch.Tensor Sum(torch.Tensor tensor) => Exchange(tensor, () => slots[0] + slots[1]);

        public torch.Tensor Gather(torch.Tensor tensor) => Exchange(tensor, () => torch.cat([slots[0], slots[1]]));

        public void Broadcast(torch.Tensor tensor)
        {
            using torch.Tensor copy = Exchange(tensor, () => slots[0].detach().clone());
            using IDisposable guard = torch.no_grad();
            tensor.copy_(copy);
        }

        public void Barrier() => barrier.SignalAndWait(failed);

        // The second wait keeps a tensor alive, and its slot unchanged, until the other rank has used it.
        private torch.Tensor Exchange(torch.Tensor tensor, Func<torch.Tensor> combine)
        {
            slots[rank] = tensor;
            barrier.SignalAndWait(failed);
            torch.Tensor combined = combine();
            barrier.SignalAndWait(failed);
            return combined;
        }
    }
}
