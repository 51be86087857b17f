using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Sources.Containers;

/// <summary>One container as the collector last knew it.</summary>
internal sealed record LedgerRow(string Id, string Name, string Service, string? Stack, string Image)
{
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public bool IsAlive { get; init; }

    public long RestartCount { get; init; }

    public long ExitCode { get; init; }

    public string Error { get; init; } = "";

    public string Health { get; init; } = "";

    public static LedgerRow Of(ContainerSnapshot snapshot) =>
        new(snapshot.Id, snapshot.Name, snapshot.Service.Name, snapshot.Service.Stack, snapshot.Image)
        {
            StartedAt = snapshot.StartedAt,
            FinishedAt = snapshot.FinishedAt,
            IsAlive = snapshot.IsAlive,
            RestartCount = snapshot.RestartCount,
            ExitCode = snapshot.ExitCode,
            Error = snapshot.Error,
            Health = snapshot.HealthStatus,
        };
}
