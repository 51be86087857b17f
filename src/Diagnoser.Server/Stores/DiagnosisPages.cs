using System.Runtime.CompilerServices;
using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores;

/// <summary>Reads diagnoses a page at a time.</summary>
internal static class DiagnosisPages
{
    private const int Usual = 2000;

    /// <summary>The diagnoses that fit, a page of the newest first; each once.</summary>
    public static async IAsyncEnumerable<Diagnosis> ReadAsync(
        IStore store, DiagnosisQuery query, [EnumeratorCancellation] CancellationToken cancellationToken, int pageSize = Usual)
    {
        var to = query.To;
        var limit = pageSize;
        var atBorder = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var page = await store.DiagnosesAsync(query with { To = to, Limit = limit }, cancellationToken);
            foreach (var diagnosis in page.Reverse())
            {
                if (diagnosis.Time < to)
                {
                    atBorder.Clear();
                    to = diagnosis.Time;
                }

                if (atBorder.Add(diagnosis.Id))
                {
                    yield return diagnosis;
                }
            }

            if (page.Count < limit)
            {
                yield break;
            }

            // The next page begins with what this one has of its first instant: it must hold more than that.
            limit = pageSize + atBorder.Count;
        }
    }
}
