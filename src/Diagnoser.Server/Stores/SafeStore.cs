using Diagnoser.Contracts;

namespace Diagnoser.Server.Stores;

/// <summary>A store that may fail while it runs (a full disk) without taking the diagnoses with it: what could not be kept is counted and said.</summary>
internal sealed class SafeStore(IStore store, Action<string> tell)
{
    private bool _failing;

    /// <summary>Events and conclusions that could not be kept.</summary>
    public long NotKept { get; private set; }

    /// <summary>The events that were not there yet; all of them if the store does not answer.</summary>
    public IReadOnlyList<DockerEvent> Append(IReadOnlyList<DockerEvent> events)
    {
        try
        {
            var added = store.Append(events);
            Works();
            return added;
        }
        catch (StoreException problem)
        {
            Fails(problem, events.Count);
            return [.. events];
        }
    }

    public void Save(Conclusions conclusions)
    {
        try
        {
            store.Save(conclusions);
        }
        catch (StoreException problem)
        {
            Fails(problem, conclusions.Ends.Count + conclusions.Diagnoses.Count + conclusions.BlindWindows.Count);
        }
    }

    private void Works()
    {
        if (_failing)
        {
            _failing = false;
            tell($"the store works again; {NotKept} records were not kept");
        }
    }

    private void Fails(StoreException problem, int records)
    {
        NotKept += records;
        if (!_failing)
        {
            _failing = true;
            tell($"records are not kept: {problem.Message} Diagnoses go on");
        }
    }
}
