using System.Text.Json;
using Diagnoser.Collector.Redaction;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>Compares what the engine says of itself and its host with what it said before, across restarts of both.</summary>
internal sealed class EngineChanges(SourceKit kit, JsonRedaction redaction)
{
    /// <summary>Compares, remembers and tells.</summary>
    /// <param name="about">The engine's answer to <c>/info</c>.</param>
    /// <param name="booted">When the host booted, if it did since the collector saw it last: another kernel is there since then.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task CompareAsync(JsonElement about, DateTimeOffset? booted, CancellationToken cancellationToken)
    {
        if (about.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        var context = kit.Factory.Context;
        about = redaction.Redact(about);
        await CompareAsync(LedgerFact.HostFacts, EngineFields.OfHost(about), EventTypes.ChangeHost, new Subject(Subject.HostKind, context.Host.Id, context.Host.Name), booted, cancellationToken);
        await CompareAsync(LedgerFact.EngineFacts, EngineFields.OfEngine(about), EventTypes.ChangeDaemon, context.Daemon, null, cancellationToken);
    }

    private async Task CompareAsync(LedgerFact fact, FieldSet fresh, string type, Subject subject, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var known = kit.Ledger.Fact(fact) is { } json ? FieldSet.FromJson(json) : null;
        kit.Ledger.SaveFacts([new(fact, fresh.ToJson())]);
        var changes = known is null ? [] : fresh.Since(known).Where(EngineFields.IsNoteworthy).ToList();
        if (changes.Count > 0)
        {
            await kit.Outlet.PublishAsync(
                kit.Factory.Of(type, time ?? kit.Clock.GetUtcNow(), ServiceChanges.Source, subject, FieldChange.Facts(changes), FieldChange.Attributes(changes)),
                cancellationToken);
        }
    }
}
