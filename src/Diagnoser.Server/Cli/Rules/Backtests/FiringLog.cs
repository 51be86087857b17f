using Diagnoser.Contracts;
using Diagnoser.Engine;

namespace Diagnoser.Server.Cli.Rules.Backtests;

/// <summary>The last word on every diagnosis of a time; bounded, and what found no room is counted.</summary>
/// <param name="from">Diagnoses before this only warmed the windows up.</param>
internal sealed class FiringLog(DateTimeOffset from)
{
    private const int Most = 500_000;

    private readonly Dictionary<string, Firing> _firings = new(StringComparer.Ordinal);

    /// <summary>How many found no room.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Those that were not taken back, in order of time.</summary>
    public IReadOnlyList<Firing> Standing => [.. _firings.Values.Where(f => f.Stands).OrderBy(f => f.Time).ThenBy(f => f.Id, StringComparer.Ordinal)];

    public void Take(EngineOutput output)
    {
        foreach (var diagnosis in output.Diagnoses)
        {
            Take(diagnosis);
        }
    }

    public void Take(Diagnosis diagnosis)
    {
        if (diagnosis.Time < from)
        {
            return;
        }

        if (_firings.Count >= Most && !_firings.ContainsKey(diagnosis.Id))
        {
            LeftOut++;
            return;
        }

        _firings[diagnosis.Id] = Firing.Of(diagnosis);
    }
}
