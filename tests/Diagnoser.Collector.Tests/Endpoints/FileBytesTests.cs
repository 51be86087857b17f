using System.Text;
using Diagnoser.Collector.Endpoints;
using Diagnoser.Engine.Tests.Support;

namespace Diagnoser.Collector.Tests.Endpoints;

public sealed class FileBytesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("file-bytes-").FullName;
    private readonly FileBytes _file = new();

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Reads_one_file_after_the_other_into_the_same_buffer()
    {
        Write("long", new string('x', 20_000));
        Write("short", "42\n");

        Assert.Equal(FileAnswer.Read, _file.Read(Folder, "long"u8));
        Assert.Equal(20_000, _file.Text.Length);
        Assert.Equal(42, _file.Number(Folder, "short"u8));
        Assert.Equal("42\n"u8, _file.Text);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_answer()
    {
        Write("here", "1");
        _ = _file.Read(Folder, "here"u8);

        Assert.Equal(FileAnswer.Missing, _file.Read(Folder, "gone"u8));
        Assert.True(_file.Text.IsEmpty);
        Assert.Null(_file.Number(Folder, "gone"u8));
    }

    [Fact]
    public void A_folder_is_no_file() => Assert.Equal(FileAnswer.Missing, _file.Read(Encoding.UTF8.GetBytes(Path.GetDirectoryName(_folder)!), Encoding.UTF8.GetBytes(Path.GetFileName(_folder))));

    [Fact]
    public void A_pipe_that_nobody_writes_to_does_not_hold_the_reader_up() =>
        Assert.Equal(FileAnswer.Read, new FileBytes().Read(Pipe()));

    [Fact]
    public void A_path_that_is_too_long_is_missing() => Assert.Equal(FileAnswer.Missing, _file.Read(Folder, new byte[5000]));

    [Fact]
    public void What_is_longer_than_the_bound_is_cut_and_said()
    {
        Write("long", "1234567890");
        var small = new FileBytes(4);

        Assert.Equal(FileAnswer.Read, small.Read(Folder, "long"u8));
        Assert.Equal("1234"u8, small.Text);
        Assert.True(small.IsCut);
        Write("short", "1");
        _ = small.Read(Folder, "short"u8);
        Assert.False(small.IsCut);
    }

    [Fact]
    public void Reading_makes_no_garbage()
    {
        Write("memory.events", "low 0\noom_kill 3\n");
        var folder = Folder;

        Assert.Equal(0, Allocated.By(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                _ = _file.Read(folder, "memory.events"u8);
                _ = NumberText.After(_file.Text, "oom_kill"u8);
                _ = _file.Number(folder, "nothing"u8);
            }
        }));
    }

    private byte[] Folder => Encoding.UTF8.GetBytes(_folder);

    private string Pipe()
    {
        var path = Path.Combine(_folder, "pipe");
        using var made = System.Diagnostics.Process.Start("mkfifo", [path]);
        made.WaitForExit();
        return path;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
