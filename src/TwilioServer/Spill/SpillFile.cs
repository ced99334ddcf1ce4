using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace TwilioServer.Spill;

/// <summary>A part of a spill file, as it was read.</summary>
/// <param name="Records">The contents of the whole records, in order.</param>
/// <param name="End">Where the next part begins.</param>
/// <param name="Damaged">Bytes that are no record although records follow.</param>
/// <param name="TornBytes">How many bytes at the end are no whole record: a write that was cut off.</param>
public sealed record SpillChunk(IReadOnlyList<byte[]> Records, long End, IReadOnlyList<byte[]> Damaged, long TornBytes);

/// <summary>
/// One file of spilled deliveries. It belongs to one process, which holds its lock as long as it lives (flock(2), taken
/// by opening it unshared). The first bytes say up to where it was imported: a hint that spares work after a crash, and
/// harmless when it is old, because importing twice changes nothing.
/// </summary>
public sealed class SpillFile : IDisposable
{
    public const string Extension = ".spill";
    private const int HeaderBytes = 24;
    private static readonly byte[] Magic = "NMCSPIL1"u8.ToArray();

    private readonly SafeFileHandle _handle;
    private readonly Action<SafeFileHandle> _flush;
    private long _length;

    private SpillFile(string path, SafeFileHandle handle, Action<SafeFileHandle> flush)
    {
        Path = path;
        _handle = handle;
        _flush = flush;
    }

    public string Path { get; }

    /// <summary>Up to where its records are on disk for good.</summary>
    public long Length => Interlocked.Read(ref _length);

    /// <summary>Up to where it was read.</summary>
    public long Position { get; private set; } = HeaderBytes;

    /// <summary>How many of the records that were read still wait to be imported.</summary>
    public int Held { get; set; }

    public bool HasUnread => Position < Length;

    /// <summary>Makes a file that does not exist yet.</summary>
    /// <param name="flush">Puts what was written on disk.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public static SpillFile Create(string path, Action<SafeFileHandle> flush)
    {
        var file = new SpillFile(path, Open(path, FileMode.CreateNew), flush);
        try
        {
            file.WriteHeader();
            file._length = HeaderBytes;
            DirectorySync.Flush(System.IO.Path.GetDirectoryName(path)!);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that another process left; null while that process lives, or when the file is gone.</summary>
    public static SpillFile? TryAdopt(string path, Action<SafeFileHandle> flush)
    {
        try
        {
            var file = new SpillFile(path, Open(path, FileMode.Open), flush);
            file._length = Math.Max(HeaderBytes, RandomAccess.GetLength(file._handle));
            file.Position = Math.Min(file.ReadHeader(), file._length);
            return file;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Appends frames and puts them on disk. What was not put there is not part of the file.</summary>
    /// <exception cref="IOException">The disk refused: nothing may be appended to this file any more.</exception>
    public void Append(ReadOnlyMemory<byte> frames)
    {
        RandomAccess.Write(_handle, frames.Span, Length);
        _flush(_handle);
        Interlocked.Add(ref _length, frames.Length);
    }

    /// <summary>Takes back what a failed append may have left behind it, so that a full disk has room again.</summary>
    public void CutBack()
    {
        try
        {
            RandomAccess.SetLength(_handle, Length);
        }
        catch (IOException)
        {
            // Then it stays: a record that was not answered is an event all the same, and half of one is seen.
        }
    }

    /// <summary>Reads what comes next, at most so many records.</summary>
    public SpillChunk Read(int maxRecords)
    {
        var length = Length;
        var window = new byte[Math.Min(length - Position, SpillFrames.HeaderBytes + SpillFrames.MaxRecordBytes)];
        var bytes = window.AsSpan(0, RandomAccess.Read(_handle, window, Position));
        var isAll = Position + bytes.Length >= length;
        var records = new List<byte[]>();
        var damaged = new List<byte[]>();
        long torn = 0;
        var at = 0;
        while (at < bytes.Length && records.Count < maxRecords)
        {
            var frame = SpillFrames.Read(bytes[at..], isAll);
            if (frame.Kind == FrameKind.Incomplete)
                break;
            var taken = bytes.Slice(at, frame.Length);
            at += frame.Length;
            if (frame.Kind == FrameKind.Record)
                records.Add(SpillFrames.Contents(taken).ToArray());
            else if (isAll && at == bytes.Length)
                torn = taken.Length;
            else
                damaged.Add(taken.ToArray());
        }
        return new SpillChunk(records, Position + at, damaged, torn);
    }

    /// <summary>How many records come yet.</summary>
    public long CountUnread()
    {
        var start = Position;
        long records = 0;
        while (HasUnread)
        {
            var chunk = Read(int.MaxValue);
            records += chunk.Records.Count;
            Skip(chunk.End);
        }
        Skip(start);
        return records;
    }

    /// <summary>Goes to another part without a word about it in the file.</summary>
    public void Skip(long position) => Position = position;

    /// <summary>Goes on to the next part; says so in the file where nothing before it still waits.</summary>
    public void Advance(long end)
    {
        Position = end;
        MarkImported();
    }

    public void MarkImported()
    {
        if (Held > 0)
            return;
        try
        {
            WriteHeader();
        }
        catch (IOException)
        {
            // It is but a hint.
        }
    }

    /// <summary>Removes it: all of it was imported. Emptied first, for whoever has it open already.</summary>
    public void Delete()
    {
        try
        {
            RandomAccess.SetLength(_handle, 0);
            File.Delete(Path);
            DirectorySync.Flush(System.IO.Path.GetDirectoryName(Path)!);
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
#pragma warning disable CA2000 // The handle outlives the stream that made it.
        return new FileStream(path, options).SafeFileHandle;
#pragma warning restore CA2000
    }

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], Position);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], SpillFrames.Checksum(header[..16]));
        RandomAccess.Write(_handle, header, 0);
    }

    private long ReadHeader()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var isHeader =
            RandomAccess.Read(_handle, header, 0) == HeaderBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) == SpillFrames.Checksum(header[..16]);
        return isHeader ? Math.Max(HeaderBytes, BinaryPrimitives.ReadInt64LittleEndian(header[8..])) : HeaderBytes;
    }
}
