"""The window itself: its pages, menus, dialogs and messages."""
