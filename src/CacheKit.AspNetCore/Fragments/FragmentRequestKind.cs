namespace CacheKit.AspNetCore.Fragments;

/// <summary>Where in a request a value comes from, with the letter that stands for it in a key.</summary>
internal enum FragmentRequestKind
{
    Cookie = 'C',
    Header = 'H',
    Query = 'Q',
    Route = 'R',
}
