namespace Histo.Ssl.Views;

/// <summary>What reading has cost so far.</summary>
/// <param name="Batches">Batches handed out.</param>
/// <param name="Tiles">Tiles read by the reading threads: each distinct tile of a batch once.</param>
/// <param name="ReadingSeconds">Time spent in reading tiles, summed over the threads.</param>
/// <param name="PlanningSeconds">Time spent in choosing anchors and positives.</param>
/// <param name="IdleSeconds">Time that reading threads had nothing to do because enough was read ahead, summed over the threads: the caller is the slower side.</param>
/// <param name="WaitingSeconds">Time that the caller waited for a batch: reading is the slower side.</param>
public readonly record struct ReadingStatistics(long Batches, long Tiles, double ReadingSeconds, double PlanningSeconds, double IdleSeconds, double WaitingSeconds);
