using System.Runtime.CompilerServices;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores;

/// <summary>Reads events in order of time a page at a time: a store may hold millions.</summary>
internal static class EventPages
{
    private const int Usual = 2000;

    /// <summary>The events that fit, oldest first; each once, also when others are written meanwhile.</summary>
    public static async IAsyncEnumerable<DockerEvent> ReadAsync(
        IStore store, EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken, int pageSize = Usual)
    {
        var from = query.From;
        var limit = pageSize;
        var atBorder = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var page = await store.EventsAsync(query with { From = from, ByArrival = false, Oldest = true, Limit = limit }, cancellationToken);
            foreach (var dockerEvent in page)
            {
                if (dockerEvent.Time > from)
                {
                    atBorder.Clear();
                    from = dockerEvent.Time;
                }

                if (atBorder.Add(dockerEvent.Id))
                {
                    yield return dockerEvent;
                }
            }

            if (page.Count < limit)
            {
                yield break;
            }

            // The next page begins with what this one has of its last instant: it must hold more than that.
            limit = pageSize + atBorder.Count;
        }
    }
}
