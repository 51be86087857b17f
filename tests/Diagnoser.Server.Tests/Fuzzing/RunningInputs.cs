using System.Collections.Concurrent;
using System.Diagnostics;

namespace Diagnoser.Server.Tests.Fuzzing;

/// <summary>
/// The inputs that are being tried, each in a file of the temporary folder, where one is found that ended the process; one that does not come to
/// an end ends the process too.
/// </summary>
internal sealed class RunningInputs : IDisposable
{
    private readonly string _name;
    private readonly string _extension;
    private readonly TimeSpan _hung;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "diagnoser-fuzz");
    private readonly ConcurrentDictionary<int, long> _started = new();
    private readonly Timer _watch;

    public RunningInputs(string name, string extension, TimeSpan hung)
    {
        (_name, _extension, _hung) = (name, extension, hung);
        _ = Directory.CreateDirectory(_folder);
        _watch = new Timer(_ => Watch(), null, hung, hung / 4);
    }

    public IDisposable Begin(byte[] input)
    {
        var thread = Environment.CurrentManagedThreadId;
        File.WriteAllBytes(FileOf(thread), input);
        _started[thread] = Stopwatch.GetTimestamp();
        return new Running(this, thread);
    }

    public void Dispose() => _watch.Dispose();

    private string FileOf(int thread) => Path.Combine(_folder, $"{_name}-{thread}{_extension}");

    private void Watch()
    {
        foreach (var (thread, started) in _started)
        {
            if (Stopwatch.GetElapsedTime(started) > _hung)
            {
                Environment.FailFast($"{FileOf(thread)} does not come to an end");
            }
        }
    }

    private sealed class Running(RunningInputs inputs, int thread) : IDisposable
    {
        public void Dispose()
        {
            _ = inputs._started.TryRemove(thread, out _);
            File.Delete(inputs.FileOf(thread));
        }
    }
}
