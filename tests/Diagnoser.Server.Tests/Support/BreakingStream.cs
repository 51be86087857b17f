namespace Diagnoser.Server.Tests.Support;

/// <summary>Gives these bytes, and then fails as a disk or a pipe does.</summary>
internal sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("the disk is gone");
}
