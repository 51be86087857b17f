using Diagnoser.Server.Stores;

namespace Diagnoser.Server.Tests.Stores;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("diagnoser-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Only_one_may_hold_it_and_the_holder_is_named()
    {
        using var first = DataFolder.Take(_folder);

        var problem = Assert.Throws<StoreException>(() => DataFolder.Take(_folder));

        Assert.Contains($"process {Environment.ProcessId}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_free_again_when_the_holder_is_done()
    {
        DataFolder.Take(_folder).Dispose();

        using var second = DataFolder.Take(_folder);

        Assert.Equal(_folder, second.Path);
    }

    [Fact]
    public void A_new_folder_is_for_its_owner_alone()
    {
        using var folder = DataFolder.Take(Path.Combine(_folder, "new"));

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        }
    }

    [Theory]
    [InlineData("/state", "/homes/me", "/state/diagnoser")]
    [InlineData(null, "/homes/me", "/homes/me/.local/state/diagnoser")]
    [InlineData("relative", "/homes/me", "/homes/me/.local/state/diagnoser")]
    public void The_default_follows_the_desktop_standard(string? state, string? home, string expected) =>
        Assert.Equal(expected, DataFolder.Default(name => name == "XDG_STATE_HOME" ? state : name == "HOME" ? home : null));

    [Fact]
    public void Without_a_home_a_folder_must_be_named() =>
        Assert.Contains("--data", Assert.Throws<StoreException>(() => DataFolder.Default(_ => null)).Message, StringComparison.Ordinal);
}
