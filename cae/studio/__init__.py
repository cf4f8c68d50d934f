"""The Streamlit side: navigation and widgets. No maths."""
