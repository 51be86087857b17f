using Diagnoser.Collector.Endpoints;
using Diagnoser.Collector.Sources.Measuring;
using Diagnoser.Collector.Tests.Support;

namespace Diagnoser.Collector.Tests.Sources.Measuring;

public sealed class HostReaderTests : IDisposable
{
    private readonly HostTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Reads_what_the_host_says_of_itself()
    {
        _tree.Write("proc/stat", "cpu  10 20 30 400 50 6 7 8 9 0\ncpu0 5 10 15 200 25 3 3 4 0 0\ncpu1 5 10 15 200 25 3 4 4 0 0\nintr 99 1 2\nbtime 1767260000\n");
        _tree.Write("proc/meminfo", "MemTotal:       24684052 kB\nMemFree:        1 kB\nMemAvailable:   23584000 kB\nSwapTotal:      1000 kB\nSwapFree:       400 kB\n");
        _tree.Write("proc/vmstat", "pswpin 3\npswpout 4\noom_kill 5\n");
        _tree.Write("proc/loadavg", "1.24 2.66 5.22 1/104 26543\n");
        _tree.Write("proc/sys/fs/file-nr", "1000 0 4000\n");
        _tree.Write("proc/pressure/cpu", "some avg10=27.07 avg60=25.00 avg300=31.33 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        _tree.Write("proc/pressure/io", "some avg10=0.01 avg60=0.50 avg300=1.07 total=1\nfull avg10=0.00 avg60=0.07 avg300=0.35 total=1\n");
        _tree.Write("proc/pressure/memory", "some avg10=0.00 avg60=2.00 avg300=0.00 total=1\nfull avg10=0.00 avg60=1.00 avg300=0.00 total=1\n");

        Assert.Equal(
            new HostReading(Some.Noon)
            {
                Cpu = new ProcessorReading(2, 531, 73, 8, 50),
                Memory = new HostMemoryReading(24684052L * 1024, 23584000L * 1024, 600 * 1024, 3 * Environment.SystemPageSize, 5),
                Load1 = 1.24,
                Load5 = 2.66,
                FilesUsed = 0.25,
                Pressure = new HostPressure(0.25, 0.005, 0.02, 0.01),
            },
            Read());
    }

    [Fact]
    public void What_a_host_does_not_tell_is_unknown() => Assert.Equal(new HostReading(Some.Noon), Read());

    [Fact]
    public void Says_the_same_of_this_machine_as_the_runtime()
    {
        if (!File.Exists("/proc/stat"))
        {
            Assert.Skip("no /proc here");
        }

        var reading = new HostReader("/proc", new FileBytes()).Read(Some.Noon);

        Assert.True(reading.Cpu.Count >= 1);
        Assert.True(reading.Memory.Available <= reading.Memory.Total);
        Assert.InRange(reading.Load1!.Value, 0, 10_000);
    }

    private HostReading Read() => new HostReader(_tree.Proc, new FileBytes()).Read(Some.Noon);
}
