using System.Globalization;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>A diagnosis, as little of it as a backtest needs: there may be very many.</summary>
internal sealed record Firing(string Id, string Rule, DateTimeOffset Time, DateTimeOffset LastSeen, Severity Severity, string? HiddenBy, string? IncidentKey, string Summary)
{
    public required HostRef Host { get; init; }

    /// <summary>The service as <c>stack/service</c>; null if it is about none.</summary>
    public string? Service { get; init; }

    /// <summary>The name of what it is about.</summary>
    public required string Subject { get; init; }

    public required bool IsOfContainer { get; init; }

    /// <summary>The run and the events that it has in common with others, hashed.</summary>
    public required ulong[] Ties { get; init; }

    /// <summary>True if it was not taken back.</summary>
    public bool Stands => HiddenBy is not (Engine.Correlation.HiddenBy.Superseded or Engine.Correlation.HiddenBy.VerdictAmended);

    /// <summary>True if it repeats what its rule said within the cooldown.</summary>
    public bool Repeats => HiddenBy == Rule;

    public static Firing Of(Diagnosis diagnosis) => new(
        diagnosis.Id,
        diagnosis.Rule,
        diagnosis.Time,
        diagnosis.LastSeen > diagnosis.Time ? diagnosis.LastSeen.Value : diagnosis.Time,
        diagnosis.Severity,
        diagnosis.HiddenBy,
        diagnosis.IncidentKey,
        diagnosis.Summary)
    {
        Host = diagnosis.Host,
        Service = diagnosis.Service is null ? null : diagnosis.Stack is null ? diagnosis.Service : $"{diagnosis.Stack}/{diagnosis.Service}",
        Subject = diagnosis.Subject.Name is { Length: > 0 } name ? name : diagnosis.Subject.Id,
        IsOfContainer = diagnosis.Subject.Kind == Contracts.Subject.Container,
        Ties = [.. TiesOf(diagnosis)],
    };

    private static IEnumerable<ulong> TiesOf(Diagnosis diagnosis)
    {
        foreach (var id in diagnosis.Events)
        {
            yield return Hash(id);
        }

        if (diagnosis.Run is { } run)
        {
            yield return Hash(string.Create(CultureInfo.InvariantCulture, $"{diagnosis.Host.Id}/{diagnosis.Subject.Id}/{run.StartedAt.UtcTicks}"));
        }
    }

    // FNV-1a; nobody gains by aiming at a report.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash;
    }
}
