using Diagnoser.Collector.Evidence;
using Diagnoser.Collector.Sources.Containers;
using Diagnoser.Contracts;

namespace Diagnoser.Collector.Sources.Changes;

/// <summary>
/// Compares what a container is configured to be with what it, or the one in its place before, was: made anew, updated, renamed, on another network. What
/// changed while nobody looked shows at the next look.
/// </summary>
internal sealed class ServiceChanges(SourceKit kit)
{
    internal const string Source = "changes";

    private readonly Lock _gate = new();
    private readonly ConfigurationTable _table = new(kit.Ledger);

    /// <summary>What was remembered in another form is forgotten.</summary>
    /// <param name="form">Tells how values are hidden.</param>
    public void Adopt(string form) => _table.Adopt(form);

    /// <summary>Compares, remembers and tells. To be run as the container's posted work.</summary>
    /// <param name="container">The container.</param>
    /// <param name="fresh">What inspect showed.</param>
    /// <param name="time">When the engine told of what may have changed it; null if it was found by looking.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if it has been replaced already, so that there is nothing to compare until its successor is gone.</returns>
    public async Task<bool> CompareAsync(KnownContainer container, ContainerSnapshot fresh, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var comparison = Compare(fresh);
        if (comparison is { Changes.Count: > 0 })
        {
            var at = time ?? (comparison.IsSuccessor ? fresh.Created : container.TouchedAt) ?? fresh.ReadAt;
            AttributeValue reconciled = time is null && (comparison.IsSuccessor || container.TouchedAt is null) ? true : default(AttributeValue);
            var told = kit.Factory.Of(EventTypes.ServiceChange, at, Source, container, FieldChange.Facts(comparison.Changes), [.. FieldChange.Attributes(comparison.Changes), new(AttributeNames.Reconciled, reconciled)]);
            await kit.Outlet.PublishAsync(told, cancellationToken);
        }

        container.TouchedAt = null;
        return comparison is not null;
    }

    private Comparison? Compare(ContainerSnapshot fresh)
    {
        var identity = ContainerIdentity.Of(fresh);

        // Containers of the same shared identity do not follow one another: only the container itself can change.
        var key = identity.IsShared ? $"id/{fresh.Id}" : identity.Key;
        var fields = ConfigurationFields.Of(fresh, identity.IsOrchestrated, id => kit.Inventory.Find(id)?.Snapshot?.Name);
        var created = fresh.Created ?? fresh.ReadAt;
        lock (_gate)
        {
            var known = _table.Find(key) ?? _table.FindContainer(fresh.Id);
            var isSuccessor = known is not null && known.ContainerId != fresh.Id;
            if (isSuccessor && !known!.IsGone && known.Created > created)
            {
                return null;
            }

            IReadOnlyList<FieldChange> changes = [];
            if (known is not null)
            {
                fields.FillFrom(known.Fields);
                changes = fields.Since(known.Fields);
                if (changes.Count == 0 && !isSuccessor && known.Identity == key && !HasMore(fields, known.Fields))
                {
                    return new Comparison([], false);
                }
            }

            _table.Save(key, new KnownConfiguration(fresh.Id, created, fields), known?.ContainerId == fresh.Id ? known.Identity : null);
            return new Comparison(changes, isSuccessor);
        }
    }

    // What could not be told the first time, and can now.
    private static bool HasMore(FieldSet fields, FieldSet known) => known.Entries("networks").Contains(FieldSet.Unknown) && !fields.Entries("networks").Contains(FieldSet.Unknown);

    private sealed record Comparison(IReadOnlyList<FieldChange> Changes, bool IsSuccessor);
}
