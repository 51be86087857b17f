using System.Runtime.InteropServices;
using Diagnoser.Collector.Cli;

using var stop = new CancellationTokenSource();

// The first signal ends in order, the second at once.
void End(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
return await CommandLine.RunAsync(args, Surroundings.OfProcess(), stop.Token);
