using Histo.Ssl.Mil.Bags;

namespace Histo.Ssl.Mil.Training;

/// <summary>A bag that is in use: disposing the lease disposes the bag unless the cache keeps it.</summary>
internal readonly struct BagLease(Bag bag, bool kept) : IDisposable
{
    public Bag Bag => bag;

    public void Dispose()
    {
        if (!kept)
        {
            bag.Dispose();
        }
    }
}
