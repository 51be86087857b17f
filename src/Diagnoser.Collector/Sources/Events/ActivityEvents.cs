using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Events;

/// <summary>
/// What people do in containers: programs they run, files they copy. A health check runs programs too; of those only a probe that failed, and the first
/// good one after it, is told.
/// </summary>
internal sealed class ActivityEvents(SourceKit kit, Inspector inspector)
{
    private const int MaxProbes = 2048;

    // By the engine's id of the execution: its end does not say what was executed.
    private readonly Dictionary<string, bool> _isProbe = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Takes what was read in one look, in its order; returns at once. Not for several threads.</summary>
    public void Accept(IReadOnlyList<RawEvent> rows, CancellationToken cancellationToken)
    {
        foreach (var group in rows.GroupBy(raw => raw.SubjectId, StringComparer.Ordinal))
        {
            var container = kit.Inventory.Get(group.Key);
            var all = group.ToList();
            _ = kit.Notices.WatchAsync(container.Post(() => HandleAsync(container, all, cancellationToken)));
        }
    }

    private async Task HandleAsync(KnownContainer container, List<RawEvent> rows, CancellationToken cancellationToken)
    {
        if (container is { Snapshot: null, IsGone: false })
        {
            var (read, isGone) = await inspector.ReadAsync(container.Id, cancellationToken);
            container.Snapshot = read;
            container.IsGone = isGone;
        }

        // With a label of that name all its executions would be one.
        var isForged = container.Snapshot?.ForgedAttributes.Contains("execID") == true;
        foreach (var raw in rows)
        {
            switch (raw.Type)
            {
                case RawEventTypes.ExecCreate:
                    Remember(raw, isForged, ProbeCommand.Is(container.Snapshot, raw.Detail));
                    break;
                case RawEventTypes.ExecStart when !ProbeCommand.Is(container.Snapshot, raw.Detail):
                    Remember(raw, isForged, isProbe: false);
                    await kit.Outlet.PublishAsync(Exec(raw, container, rows, isForged), cancellationToken);
                    break;
                case RawEventTypes.ExecDie when !isForged && IsProbe(raw):
                    await ProbeAsync(raw, container, cancellationToken);
                    break;
                case RawEventTypes.ArchivePath or RawEventTypes.ExtractToDir:
                    var direction = raw.Type == RawEventTypes.ArchivePath ? "out" : "in";
                    await kit.Outlet.PublishAsync(kit.Factory.Of(raw with { Type = EventTypes.ContainerCopy }, container, [new("copy.direction", direction)]), cancellationToken);
                    break;
                default:
                    break;
            }
        }
    }

    private DockerEvent Exec(RawEvent raw, KnownContainer container, List<RawEvent> rows, bool isForged)
    {
        var id = isForged ? null : raw.Attribute("execID");
        var end = id is null ? null : rows.Find(row => row.Type == RawEventTypes.ExecDie && row.Attribute("execID") == id);
        var isCodeForged = container.Snapshot?.ForgedAttributes.Contains("exitCode") != false;
        return kit.Factory.Of(raw with { Type = EventTypes.ContainerExec, Detail = "", Attributes = [] }, container,
        [
            new("exec.id", SnapshotAttributes.Text(id)),
            new("exec.command", SnapshotAttributes.Text(raw.Detail)),
            new("exec.is_shell", ProbeCommand.IsOpenShell(raw.Detail)),
            new("exec.exit_code", !isCodeForged && long.TryParse(end?.Attribute("exitCode"), System.Globalization.CultureInfo.InvariantCulture, out var code) ? code : default(AttributeValue)),
        ]);
    }

    /// <summary>A probe ended: how, inspect says better than the event, whose exit code a label can overwrite.</summary>
    private async Task ProbeAsync(RawEvent raw, KnownContainer container, CancellationToken cancellationToken)
    {
        var failed = raw.Attribute("exitCode") != "0";
        if (!failed && !container.HasFailingProbe)
        {
            return;
        }

        if (await inspector.ReadAsync(container.Id, cancellationToken) is not { Snapshot: { HealthStatus.Length: > 0 } fresh })
        {
            return;
        }

        container.Snapshot = fresh;
        container.HasFailingProbe = failed;
        var made = kit.Factory.Of(raw with { Type = EventTypes.ContainerProbe }, container, HealthFindings.Attributes(fresh, fresh.HealthStatus));
        await kit.Outlet.PublishAsync(made with { Evidence = [.. HealthFindings.Evidence(fresh)] }, cancellationToken);
    }

    private bool IsProbe(RawEvent raw)
    {
        lock (_order)
        {
            return raw.Attribute("execID") is { } id && _isProbe.GetValueOrDefault(id);
        }
    }

    private void Remember(RawEvent raw, bool isForged, bool isProbe)
    {
        if (isForged || raw.Attribute("execID") is not { Length: > 0 } id)
        {
            return;
        }

        lock (_order)
        {
            if (_isProbe.TryAdd(id, isProbe))
            {
                _order.Enqueue(id);
                if (_order.Count > MaxProbes)
                {
                    _ = _isProbe.Remove(_order.Dequeue());
                }
            }
        }
    }
}
