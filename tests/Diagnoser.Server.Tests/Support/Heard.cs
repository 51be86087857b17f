using System.Diagnostics.Metrics;
using Diagnoser.Server.Telemetry;

namespace Diagnoser.Server.Tests.Support;

/// <summary>What is measured on this thread: other tests run beside this one.</summary>
internal sealed class Heard : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<string> _heard = [];

    public Heard()
    {
        var thread = Environment.CurrentManagedThreadId;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Measures.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                _heard.Add($"{instrument.Name} {value} {(tags.Length > 0 ? tags[0].Value : "")}".TrimEnd());
            }
        });
        _listener.Start();
    }

    public IReadOnlyList<string> Take()
    {
        IReadOnlyList<string> taken = [.. _heard];
        _heard.Clear();
        return taken;
    }

    public void Dispose() => _listener.Dispose();
}
