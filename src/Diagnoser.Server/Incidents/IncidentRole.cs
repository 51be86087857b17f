using Diagnoser.Contracts;
using Diagnoser.Engine.Incidents;
using Diagnoser.Server.Hosting;
using Diagnoser.Server.Stores;
using Diagnoser.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Diagnoser.Server.Incidents;

/// <summary>
/// The role that keeps incidents: sees which are over, and finds diagnoses whose message was lost, so that the store alone is enough to get
/// every incident right. Messages are handled by <see cref="IncidentKeeper"/>.
/// </summary>
internal sealed partial class IncidentRole(IStore store, IncidentKeeper keeper, TimeSpan quiet, TimeProvider clock, ILogger<IncidentRole> logger) : IRole
{
    private const int Most = 1000;
    private const int LifeLimit = 200;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);

    // A message on its way is not lost: only what is older is looked after.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] LifeTypes =
    [
        EventTypes.ContainerStart, EventTypes.ContainerDie, EventTypes.ContainerStartFailed, EventTypes.ContainerDestroy, EventTypes.ContainerHealthStatus,
        EventTypes.ContainerPause, EventTypes.ContainerUnpause,
    ];

    private readonly Outage _outage = new();

    public string Name => RoleNames.Incident;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var patience = TimeSpan.Zero;
        var closed = clock.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (clock.GetElapsedTime(closed) >= ClosePeriod)
                {
                    closed = clock.GetTimestamp();
                    await CloseAsync(cancellationToken);
                }

                await LookAfterAsync(patience, cancellationToken);
                patience = Patience;
                if (_outage.Ended())
                {
                    Log.GoOn(logger);
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException problem)
            {
                if (_outage.Began(problem.Message))
                {
                    Log.Waits(logger, problem.Message);
                }
            }

            await Task.Delay(Period, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Folds the diagnoses that belong to no incident yet.</summary>
    internal async Task LookAfterAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var query = new DiagnosisQuery { From = now - LookBack, To = now - patience, WithoutIncident = true, ShownOnly = true, Limit = Most };
        foreach (var diagnosis in await store.DiagnosesAsync(query, cancellationToken))
        {
            if (diagnosis.Severity > Severity.Info)
            {
                await HandleAsync(diagnosis, cancellationToken);
            }
        }
    }

    private async Task HandleAsync(Diagnosis diagnosis, CancellationToken cancellationToken)
    {
        try
        {
            await keeper.HandleAsync(new DiagnosisConcluded(diagnosis), cancellationToken);
        }
#pragma warning disable CA1031 // because one diagnosis that cannot be folded must not keep the others from their incidents, and it is told
        catch (Exception problem) when (problem is not (StoreException or OperationCanceledException))
#pragma warning restore CA1031
        {
            Log.NotFolded(logger, diagnosis.Id, problem.Message);
        }
    }

    /// <summary>Resolves the incidents that are seen to be over.</summary>
    internal async Task CloseAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var incident in await store.IncidentsAsync(new IncidentQuery { Active = true, Limit = Most }, cancellationToken))
        {
            if (now - incident.LastSeen < quiet)
            {
                continue;
            }

            var root = incident.Root;
            var life = await store.EventsAsync(
                new EventQuery
                {
                    HostIds = [root.Host.Id],
                    Service = root.Service,
                    Stack = root.Stack,
                    ContainerId = root.Service is null ? root.Subject.Id : null,
                    Types = LifeTypes,
                    Limit = LifeLimit,
                },
                cancellationToken);
            if (IncidentRecovery.Of(incident, life, now, quiet) is { } why)
            {
                _ = await keeper.ResolveAsync(incident.Id, null, why, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "diagnosis {Diagnosis} belongs to no incident, for it cannot be folded: {Problem}")]
        public static partial void NotFolded(ILogger logger, string diagnosis, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "incidents wait for the store: {Problem}")]
        public static partial void Waits(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "incidents go on: the store answers again")]
        public static partial void GoOn(ILogger logger);
    }
}
