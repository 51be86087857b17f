namespace Diagnoser.Server.Hosting;

/// <summary>A part of the server that runs in any number of processes: correlate, incident, notify, serve.</summary>
internal interface IRole
{
    /// <summary>As in <c>--roles</c>.</summary>
    string Name { get; }

    /// <summary>Works until cancelled. Bears every fault of broker, store and network; an exception is a defect and ends the program.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
