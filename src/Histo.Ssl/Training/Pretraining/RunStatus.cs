namespace Histo.Ssl.Training;

/// <summary>How far a run is.</summary>
public enum RunStatus
{
    /// <summary>Running, or killed: it can be resumed.</summary>
    Running,

    /// <summary>All steps are done.</summary>
    Completed,

    /// <summary>Stopped on request: it can be resumed.</summary>
    Cancelled,

    /// <summary>Stopped by an error.</summary>
    Failed,
}
